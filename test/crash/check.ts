/**
 * What has to come of a run, whatever was done to it. Owns the promises: the end that memory gives, each effect as often
 * as it was tried and never after its end was recorded, and histories that replay.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { foldAll } from '../../src/client/fold.ts';
import { decoderOf } from '../../src/client/temporal/decode.ts';
import { dataConverter } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { resultOf } from '../reference/core-run.ts';
import { canonical } from '../reference/lockstep.ts';
import { traceOf } from '../support/fixture.ts';
import { failedTasks } from '../support/task-failures.ts';
import { historiesOf } from '../support/temporal.ts';
import type { DeterminedGraph } from './determined.ts';
import type { Storm } from './storm.ts';
import { type Done, effectsFile } from './world.ts';

export interface Attended {
  readonly runId: string;
  readonly graph: DeterminedGraph;
}
type History = Awaited<ReturnType<typeof historiesOf>>[number];

/** Each promise that was broken, in a line. */
export async function brokenPromises(storm: Storm, runs: readonly Attended[]): Promise<readonly string[]> {
  const done = await effects(storm.folder);
  const broken = [...(await failedTasks(storm.client, storm.taskQueue))];
  for (const run of runs) {
    const histories = await historiesOf(storm.client, { workflowId: run.runId });
    const faults = [
      ...(await endFaults(storm, run, histories)),
      ...effectFaults(run.runId, histories, done),
      ...(await replayFaults(storm, run.runId, histories)),
    ];
    broken.push(...faults.map((fault) => `seed ${run.graph.seed}, ${run.runId}: ${fault}`));
  }
  return broken;
}

async function endFaults(
  { client }: Storm,
  { runId, graph }: Attended,
  histories: readonly History[],
): Promise<readonly string[]> {
  const events = histories.map(({ events }) => events ?? []);
  const { loadedDataConverter, namespace } = client.options;
  const decode = decoderOf(loadedDataConverter, namespace, runId);
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

async function effects(folder: string): Promise<readonly Done[]> {
  const text = await readFile(join(folder, effectsFile), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Done]));
}

interface Call {
  attempts: number;
  /** Ms since 1970. */
  endedAt?: number;
  /** It has given a result or an error of its own. */
  replied?: boolean;
}

function effectFaults(runId: string, histories: readonly History[], all: readonly Done[]): readonly string[] {
  const calls = callsIn(histories);
  const done = Map.groupBy(
    all.filter(({ key }) => key.startsWith(`${runId}/`)),
    ({ key }) => key.slice(runId.length + 1),
  );
  const unknown = [...done.keys()]
    .filter((op) => !calls.has(op))
    .map((op) => `${op} was done and never asked for`);
  const faults = [...calls].flatMap(([op, call]) => callFaults(op, call, done.get(op) ?? []));
  return [...unknown, ...faults];
}

function callFaults(op: string, call: Call, done: readonly Done[]): readonly string[] {
  const { attempts, endedAt, replied = false } = call;
  const late = endedAt === undefined ? [] : done.filter(({ at }) => at > endedAt);
  return [
    ...(replied && done.length === 0 ? [`${op} has ended and was never done`] : []),
    ...(replied && done.length > attempts
      ? [`${op} was done ${done.length} times in ${attempts} attempts`]
      : []),
    ...(replied && late.length > 0 ? [`${op} was done again after its end was recorded`] : []),
  ];
}

/** Calls of the tool, by operation. */
function callsIn(histories: readonly History[]): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  for (const { events = [] } of histories) {
    const scheduled = new Map<string, Call>();
    for (const event of events ?? []) {
      const {
        activityTaskScheduledEventAttributes: begun,
        activityTaskStartedEventAttributes: started,
        activityTaskCompletedEventAttributes: completed,
        activityTaskFailedEventAttributes: failed,
      } = event;
      if (begun?.activityType?.name?.startsWith('tool.')) {
        const call: Call = { attempts: 0 };
        scheduled.set(String(event.eventId), call);
        calls.set(begun.activityId ?? '', call);
      }
      const call = scheduled.get(String((started ?? completed ?? failed)?.scheduledEventId));
      if (!call) continue;
      if (started) call.attempts = started.attempt ?? 1;
      else Object.assign(call, { replied: true, endedAt: msOf(event.eventTime) });
    }
  }
  return calls;
}

function msOf(
  time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds) * 1_000 + Math.ceil((time?.nanos ?? 0) / 1e6);
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
