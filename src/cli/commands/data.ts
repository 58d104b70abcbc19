/** `ostinato data reset`: empties the data folder, once somebody has said yes. */
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { UsageError } from '../failure.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  const reset = new Command('reset')
    .description('remove all runs, definitions and values of the data folder (OSTINATO_DATA)')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(resetData);
  return new Command('data').description('the data folder').addCommand(reset);
}

async function resetData({ yes, json }: JsonOption & { readonly yes?: true }): Promise<void> {
  const { data } = readConfig(process.env);
  if (!yes && !(await agrees(data))) {
    if (json) printJson({ data, reset: false });
    else print('Nothing was removed.');
    return;
  }
  const { resetDataFolder } = await import('../../launcher/data-folder.ts');
  await resetDataFolder(data);
  if (json) printJson({ data, reset: true });
  else print(`${data} is empty.`);
}

async function agrees(data: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(`All runs and definitions in ${data} would be removed. Say so with --yes.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Remove all runs and definitions in ${data}? Type yes: `);
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}
