/** `ostinato data`: empties the data folder, once somebody has said yes; removes large values that nobody needs. */
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { parseDuration } from '../../interpreter/duration.ts';
import { UsageError } from '../failure.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  const reset = new Command('reset')
    .description('remove all runs, definitions and values of the data folder (OSTINATO_DATA)')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(resetData);
  const collect = new Command('collect')
    .description('remove large values and artifacts that no run and no definition refers to any more')
    .option('--older-than <duration>', 'keep what was written since, whatever refers to it', '24h')
    .addOption(jsonOption())
    .action(collectData);
  return new Command('data').description('the data folder').addCommand(reset).addCommand(collect);
}

async function collectData({ olderThan, json }: JsonOption & { readonly olderThan: string }): Promise<void> {
  const ms = parseDuration(olderThan);
  if (ms === undefined)
    throw new UsageError(`--older-than takes a duration, as in 24h or 7d, not ${olderThan}.`);
  const { main } = await import('../../collect.ts');
  const collected = await main(Date.now() - ms);
  if (json) return printJson(collected);
  const { removed, bytes, kept } = collected;
  print(
    `${removed} values and artifacts removed (${(bytes / 1024 / 1024).toFixed(1)} MiB); ${kept} are in use or young.`,
  );
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
