/** `ostinato graph`: a definition as a picture, in several formats. */
import { Command, Option } from 'commander';
import type { Plan } from '../../interpreter/plan.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { planOfTarget } from '../target.ts';

const formats = ['mermaid', 'dot', 'json', 'ascii'] as const;
type Format = (typeof formats)[number];

export function command(): Command {
  return new Command('graph')
    .description('print the graph of a file or of a stored workflow')
    .argument('<target>', 'a file, or the name of a workflow')
    .addOption(new Option('--format <format>', 'how it is drawn').choices(formats).default('mermaid'))
    .addOption(jsonOption())
    .action(graph);
}

async function graph(
  target: string,
  { format, json }: JsonOption & { readonly format: Format },
): Promise<void> {
  const drawn = await draw(await planOfTarget(target), format);
  if (json) printJson({ format, graph: drawn });
  else print(typeof drawn === 'string' ? drawn.trimEnd() : JSON.stringify(drawn, null, 2));
}

async function draw(plan: Plan, format: Format): Promise<string | object> {
  const { pictureOf, toAscii, toDot, toMermaid } = await import('../../interpreter/index.ts');
  switch (format) {
    case 'mermaid':
      return toMermaid(plan);
    case 'dot':
      return toDot(plan);
    case 'json':
      return pictureOf(plan);
    case 'ascii':
      return toAscii(plan);
  }
}
