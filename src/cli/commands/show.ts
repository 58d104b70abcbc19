/** `ostinato show`: everything about one run. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { addFollowOptions, type FollowOptions, stay, withOutput } from '../follow.ts';
import { jsonOption, print, printJson } from '../output.ts';
import { nodesTable, outcomeText, standing } from '../print/run.ts';
import { dim } from '../print/style.ts';

export function command(): Command {
  const show = new Command('show')
    .description('show a run: its nodes, its output, and what it waits for')
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .action(showRun);
  return addFollowOptions(show);
}

async function showRun(runId: string, options: FollowOptions): Promise<void> {
  const client = await connect();
  if (options.wait || options.follow) return stay(client, runId, options);
  const run = await client.run(runId);
  if (options.json) return printJson(run);
  print(standing(run));
  print(
    dim(
      `${run.workflow}@${run.version}, started ${run.startedAt}${run.endedAt ? `, ended ${run.endedAt}` : ''}`,
    ),
  );
  if (run.links.temporal !== undefined) print(dim(run.links.temporal));
  print(`\n${nodesTable(run.nodes)}\n`);
  print(outcomeText(await withOutput(client, run)));
  for (const { type, title } of run.refused) print(dim(`refused answer: ${title} (${type})`));
}
