/** `ostinato complete`: ends a block, a map or an item of it with what it has. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  return new Command('complete')
    .description('end a block, a map, a loop, or an item of a map with what it has')
    .argument('<run>', 'id of the run')
    .requiredOption('--node <node>', "a path, an id, a name that only one has, or an item: 'items#1[3]'")
    .addOption(jsonOption())
    .action(complete);
}

async function complete(
  runId: string,
  { node, json }: JsonOption & { readonly node: string },
): Promise<void> {
  const receipt = await (await connect()).completeNode(runId, node);
  if (json) printJson(receipt);
  else print(`${runId}  ${node} ends with what it has`);
}
