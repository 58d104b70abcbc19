/** `ostinato post`: stores definitions, so that they can be run by their names. */
import { Command } from 'commander';
import type { WorkflowReceipt } from '../../client/wire.ts';
import { connect } from '../connect.ts';
import { definitionFile, findFiles } from '../find-files.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { postFile } from '../post.ts';

export function command(): Command {
  return new Command('post')
    .description('store definitions without running them: runs of others start them by their names')
    .argument('<places...>', 'files, or folders with YAML in them; - is stdin')
    .addOption(jsonOption())
    .action(post);
}

/** Ends at the first that is refused; those before it are stored. */
async function post(places: readonly string[], { json }: JsonOption): Promise<void> {
  const client = await connect();
  const receipts: WorkflowReceipt[] = [];
  for (const file of await findFiles(places, definitionFile)) {
    const receipt = await postFile(client, file, json);
    receipts.push(receipt);
    if (!json) print(`${receipt.name}  version ${receipt.version}`);
  }
  if (json) printJson(receipts);
}
