/** `ostinato cancel`: asks a run to end. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { addFollowOptions, type FollowOptions, stay } from '../follow.ts';
import { jsonOption, print, printJson } from '../output.ts';

export function command(): Command {
  const cancel = new Command('cancel')
    .description('ask a run to end; what it has done is compensated as the definition says')
    .argument('<run>', 'id of the run')
    .option('--reason <text>', 'why, for the history')
    .addOption(jsonOption())
    .action(cancelRun);
  return addFollowOptions(cancel);
}

async function cancelRun(
  runId: string,
  options: FollowOptions & { readonly reason?: string },
): Promise<void> {
  const client = await connect();
  const receipt = await client.cancel(runId, options.reason);
  const stays = options.wait === true || options.follow === true;
  if (options.json && !stays) return printJson(receipt);
  if (!options.json) print(`${runId}  asked to end`);
  if (stays) await stay(client, runId, options);
}
