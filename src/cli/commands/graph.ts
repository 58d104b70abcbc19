/** `ostinato graph`: a definition as a picture, in several formats. */
import { Command, Option } from 'commander';
import { draw, type DrawingFormat, drawingFormats } from '../../interpreter/draw/draw.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { planOfTarget } from '../target.ts';

export function command(): Command {
  return new Command('graph')
    .description('print the graph of a file or of a stored workflow')
    .argument('<target>', 'a file, or the name of a workflow')
    .addOption(new Option('--format <format>', 'how it is drawn').choices(drawingFormats).default('mermaid'))
    .addOption(jsonOption())
    .action(graph);
}

async function graph(
  target: string,
  { format, json }: JsonOption & { readonly format: DrawingFormat },
): Promise<void> {
  const drawn = draw(await planOfTarget(target), format);
  if (json) printJson({ format, graph: drawn });
  else print(typeof drawn === 'string' ? drawn.trimEnd() : JSON.stringify(drawn, null, 2));
}
