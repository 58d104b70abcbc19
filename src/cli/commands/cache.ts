/** `ostinato cache clear`: forgets kept results, so that the work is done again. */
import { Command } from 'commander';
import type { CacheFilter } from '../../client/http-client.ts';
import { connect } from '../connect.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  const clear = new Command('clear')
    .description('forget kept results, so that the work is done again')
    .option('--workflow <name>', 'only those of this workflow')
    .option('--node <name>', 'only those of nodes of this name')
    .addOption(jsonOption())
    .action(clearCache);
  return new Command('cache').description('results that are kept over runs').addCommand(clear);
}

async function clearCache({ json, ...of }: JsonOption & CacheFilter): Promise<void> {
  const receipt = await (await connect()).clearCache(of);
  if (json) return printJson(receipt);
  print(receipt.cleared === 1 ? 'One result is forgotten.' : `${receipt.cleared} results are forgotten.`);
}
