/**
 * What has to come of a run, whatever was done to it. Owns the promises: the end that memory gives, each effect as often
 * as it was tried and never after its end was recorded, histories that replay, and nobody who is left behind.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { foldAll } from '../../src/client/fold.ts';
import type { Decode } from '../../src/client/folding.ts';
import { decoderOf } from '../../src/client/temporal/decode.ts';
import { dataConverter } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { resultOf } from '../reference/core-run.ts';
import { canonical } from '../reference/lockstep.ts';
import { traceOf } from '../support/fixture.ts';
import { failedTasks } from '../support/task-failures.ts';
import { historiesOf } from '../support/temporal.ts';
import { type Call, callsIn, type History } from './calls.ts';
import type { DeterminedGraph } from './determined.ts';
import type { Storm } from './storm.ts';
import { type Done, doneIn, runningIn } from './traces.ts';
import { effectOf } from './world.ts';

export interface Attended {
  readonly runId: string;
  readonly graph: DeterminedGraph;
}

/** A lost worker is noticed within 15 s, and what it left is looked for every 10 s. */
const patienceMs = 60_000;

/** Each promise that was broken, in a line. */
export async function brokenPromises(storm: Storm, runs: readonly Attended[]): Promise<readonly string[]> {
  const broken = [...(await failedTasks(storm.client, storm.taskQueue)), ...(await leftFaults(storm))];
  const done = doneIn(storm.folder);
  const { loadedDataConverter, namespace } = storm.client.options;
  for (const run of runs) {
    const histories = await historiesOf(storm.client, { workflowId: run.runId });
    const decode = decoderOf(loadedDataConverter, namespace, run.runId);
    const faults = [
      ...(await endFaults(run, histories, decode)),
      ...effectFaults(storm, run, await callsIn(histories, decode), done),
      ...(await replayFaults(storm, run.runId, histories)),
    ];
    broken.push(...faults.map((fault) => `seed ${run.graph.seed}, ${run.runId}: ${fault}`));
  }
  return broken;
}

async function endFaults(
  { runId, graph }: Attended,
  histories: readonly History[],
  decode: Decode,
): Promise<readonly string[]> {
  const events = histories.map(({ events }) => events ?? []);
  const { state } = await foldAll({ id: runId, workflow: graph.plan.name }, events, decode);
  return [
    ...differences('result', graph.result, resultOf(state)),
    ...differences('trace', graph.trace, [...traceOf(state, graph.plan)].sort()),
  ];
}

function differences(what: string, expected: unknown, found: unknown): readonly string[] {
  const [one, other] = [expected, found].map((value) => canonical(value));
  return one === other ? [] : [`${what}\n  in memory: ${one}\n  on the server: ${other}`];
}

function effectFaults(
  { log }: Storm,
  { runId, graph }: Attended,
  calls: ReadonlyMap<string, Call>,
  all: readonly Done[],
): readonly string[] {
  const harms = log.length;
  const done = Map.groupBy(
    all.filter(({ key }) => key.startsWith(`${runId}/`)),
    ({ key }) => key.slice(runId.length + 1),
  );
  const unknown = [...done]
    .filter(([op, times]) => !calls.has(op) && !mayBeForgotten(times, harms))
    .map(([op]) => `${op} was done and never asked for`);
  const faults = [...calls].flatMap(([op, call]) => {
    const gives = 'result' in effectOf(`${runId}/${op}`, graph.seed, 'slow').reply;
    return callFaults(op, call, done.get(op) ?? [], mostTimes(call, gives, harms));
  });
  return [...unknown, ...faults];
}

/** What must be done once is done again only where it was not, or has failed. */
function mostTimes({ once, quick, attempts }: Call, gives: boolean, harms: number): number {
  if (once && gives) return 1;
  return quick ? attempts + harms : attempts;
}

/** Of a workflow task that was lost nothing is recorded, and the next one may go another way. Each harm loses one of a run. */
function mayBeForgotten(times: readonly Done[], harms: number): boolean {
  return times.every(({ doer }) => doer === 'quick') && times.length <= harms;
}

/** @param most times that it may have been done */
function callFaults(op: string, call: Call, done: readonly Done[], most: number): readonly string[] {
  const { endedAt, replied = false } = call;
  const late = endedAt === undefined ? [] : done.filter(({ at }) => at > endedAt);
  return [
    ...(replied && done.length === 0 ? [`${op} has ended and was never done`] : []),
    ...((replied || call.once) && done.length > most
      ? [`${op} was done ${done.length} times, and ${most} are allowed`]
      : []),
    ...(replied && late.length > 0 ? [`${op} was done again after its end was recorded`] : []),
  ];
}

/** Programs of workers that were killed, with what they have started, and their folders. */
async function leftFaults({ folder }: Storm): Promise<readonly string[]> {
  const visits = join(folder, 'visits');
  for (const last = Date.now() + patienceMs; ; await setTimeout(200)) {
    const pids = await runningIn(folder);
    const folders = await readdir(visits).catch(() => []);
    if (pids.length + folders.length === 0) return [];
    if (Date.now() > last)
      return [`left behind: processes ${pids.join(', ')}; folders ${folders.join(', ')}`];
  }
}

async function replayFaults(
  { folder }: Storm,
  runId: string,
  histories: readonly History[],
): Promise<readonly string[]> {
  const workflowBundle = { codePath: inject('temporal').bundle };
  const options = { workflowBundle, dataConverter: dataConverter(createFileBlobs(join(folder, 'blobs'))) };
  const faults: string[] = [];
  for (const history of histories) {
    await Worker.runReplayHistory(options, history, runId).catch((error: unknown) =>
      faults.push(`replay: ${String(error)}`),
    );
  }
  return faults;
}
