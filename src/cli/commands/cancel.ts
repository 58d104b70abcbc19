/** `ostinato cancel`: asks a run, or a node of it, to end. */
import { Command, Option } from 'commander';
import { connect } from '../connect.ts';
import { addFollowOptions, type FollowOptions, stay } from '../follow.ts';
import { jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  const cancel = new Command('cancel')
    .description(
      'ask a run to end (what it has done is compensated as the definition says), or cancel one node',
    )
    .argument('<run>', 'id of the run')
    .option('--reason <text>', 'why, for the history')
    .addOption(
      new Option('--node <node>', 'only this node: a path, an id, or a name that only one has').conflicts(
        'reason',
      ),
    )
    .addOption(jsonOption())
    .action(cancelRun);
  return addFollowOptions(cancel);
}

async function cancelRun(
  runId: string,
  options: FollowOptions & { readonly reason?: string; readonly node?: string },
): Promise<void> {
  const client = await connect();
  const { node, reason } = options;
  const receipt = await (node === undefined ? client.cancel(runId, reason) : client.cancelNode(runId, node));
  const stays = options.wait === true || options.follow === true;
  if (options.json && !stays) return printJson(receipt);
  if (!options.json) print(`${runId}  ${node === undefined ? 'asked to end' : `${node} cancelled`}`);
  if (stays) await stay(client, runId, options);
}
