/** What commands that stay with a run share: the options, the live lines and the end. */
import { type Command, Option } from 'commander';
import type { OstinatoClient } from '../client/http-client.ts';
import type { NodeView, RunView } from '../client/wire.ts';
import { isObject } from '../interpreter/json.ts';
import { exitCode } from './exit-codes.ts';
import { print, printJson, remark } from './output.ts';
import { nodeCells, noWorker, outcomeText, standing } from './print/run.ts';
import { dim } from './print/style.ts';
import { exitOf, watch } from './watch.ts';

export interface FollowOptions {
  readonly wait?: true;
  readonly follow?: true;
  readonly json?: true;
}

export function addFollowOptions(command: Command): Command {
  return command
    .addOption(new Option('--wait', 'stay until the run is over or waits for a person'))
    .addOption(new Option('--follow', 'as --wait, and print every state of a node as it comes'));
}

/** Stays with the run as the options say, prints what came of it, and sets the exit code. */
export async function stay(
  client: OstinatoClient,
  runId: string,
  { follow, json }: FollowOptions,
): Promise<void> {
  const seen = json ? printJsonLine : printLine;
  const run = await watch(client, runId, { stalled: tellNoWorker, ...(follow && { seen }) });
  await report(client, run, json);
  process.exitCode = exitCode(exitOf(run));
}

/** Prints where the run stands. */
export async function report(client: OstinatoClient, run: RunView, json?: true): Promise<void> {
  if (json) return printJson(run);
  print(standing(run));
  print(outcomeText(await withOutput(client, run)));
}

/** A large output stands as a link in the answer about the run. */
export async function withOutput(client: OstinatoClient, run: RunView): Promise<RunView> {
  const link = isObject(run.output) ? run.output['$link'] : undefined;
  const isLink = typeof link === 'string' && link.startsWith('/v1/runs/');
  return isLink ? { ...run, output: await client.value(link) } : run;
}

function tellNoWorker(): void {
  remark(noWorker);
}

function printLine(node: NodeView): void {
  const time = (node.endedAt ?? node.startedAt ?? '').slice(11, 19);
  print([dim(time), ...nodeCells(node)].join('  ').trimEnd());
}

function printJsonLine(node: NodeView): void {
  printJson({ node });
}
