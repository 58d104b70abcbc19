/** `ostinato plan`: what a definition compiles to, node by node. */
import { Command } from 'commander';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { planLines } from '../print/plan.ts';
import { planOfTarget } from '../target.ts';

export function command(): Command {
  return new Command('plan')
    .description('show what a file or a stored workflow compiles to, and how each node is done')
    .argument('<target>', 'a file, or the name of a workflow')
    .addOption(jsonOption())
    .action(plan);
}

async function plan(target: string, { json }: JsonOption): Promise<void> {
  const compiled = await planOfTarget(target);
  if (json) return printJson(compiled);
  const { pictureOf } = await import('../../interpreter/index.ts');
  print(planLines(compiled, pictureOf(compiled)).join('\n'));
}
