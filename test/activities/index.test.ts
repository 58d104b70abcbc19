/** The edge to Temporal, in a context of the SDK's own class; a real server meets it in the end-to-end tests. */
import { asyncLocalStorage, CancelledFailure, Context, type Info } from '@temporalio/activity';
import { ApplicationFailure, defaultPayloadConverter, noopMetricMeter } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import type { Call } from '../../src/interpreter/call.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { plainDeps } from '../support/deps.ts';
import { keepingLog, once, openWorkshop, runCall, shell, type Workshop } from './support/attempt.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

interface Ran {
  readonly done: Promise<unknown>;
  readonly beats: unknown[];
  readonly cancel: (reason: string) => void;
}

function run(call: Call, over: { [Key in keyof Info]?: Info[Key] | undefined } = {}): Ran {
  const beats: unknown[] = [];
  const controller = new AbortController();
  const info = {
    activityId: 'publish#1',
    attempt: 1,
    heartbeatTimeoutMs: 15_000,
    scheduledTimestampMs: Date.now(),
    workflowExecution: { workflowId: 'run-1', runId: 'x' },
    ...over,
    // The rest of Temporal's information is not read.
  } as Info;
  const never = new Promise<never>(() => undefined);
  const beat = (details: unknown) => void beats.push(details);
  const log = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} };
  const context = new Context(info, never, controller.signal, beat, undefined, log, noopMetricMeter, {});
  const activities = createActivities({
    programs: workshop.programs,
    data: workshop.data,
    secret: () => undefined,
    tools: createRegistry(builtIn),
    models: {},
    blobs: createFileBlobs(workshop.data),
    log: keepingLog(),
    now: Date.now,
    ...plainDeps(workshop.data),
  });
  return {
    done: asyncLocalStorage.run(context, () => activities.default(call)),
    beats,
    cancel: (reason) => controller.abort(new CancelledFailure(reason)),
  };
}

const thrownBy = (done: Promise<unknown>): Promise<unknown> =>
  done.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an activity', () => {
  it('gives back what was done, which Temporal can carry', async () => {
    const reply = await run(shell(`printf '{"a":1}'`)).done;
    expect(reply).toEqual({ exit: 0, stdout: '{"a":1}', stderr: '', data: { a: 1 } });
    expect(defaultPayloadConverter.fromPayload(defaultPayloadConverter.toPayload(reply))).toEqual(reply);
  });

  it('learns run, node and attempt from Temporal', async () => {
    const call = shell('printf "$OSTINATO_RUN $OSTINATO_NODE $OSTINATO_ATTEMPT"');
    expect(await run(call, { attempt: 3 }).done).toMatchObject({ stdout: 'run-1 publish#1 3' });
  });

  it('fails as Temporal understands it', async () => {
    const failure = await thrownBy(run(shell('exit 4')).done);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'exit',
      nonRetryable: false,
      details: [{ type: 'exit', data: { exit: 4 } }],
    });
    expect(await thrownBy(run(runCall({ argv: ['./no'] })).done)).toMatchObject({
      type: 'spawn',
      nonRetryable: true,
    });
  });
});

describe('heartbeats', () => {
  it('begin with the pid of the program, and go on while it runs', async () => {
    const { done, beats } = run(shell('sleep 3.5'));
    await done;
    expect(beats.length).toBeGreaterThanOrEqual(2);
    expect(beats[0]).toMatchObject({ pid: expect.any(Number), started: expect.any(String) });
    expect(new Set(beats.map((beat) => JSON.stringify(beat))).size).toBe(1);
    const count = beats.length;
    await sleep(3_200);
    expect(beats).toHaveLength(count);
  });

  it('are not sent where nobody asked for them (the fast lane)', async () => {
    const { done, beats } = run(shell('true'), { isLocal: true, heartbeatTimeoutMs: undefined });
    await done;
    expect(beats).toEqual([]);
  });
});

describe('a cancelled activity', () => {
  it('ends as cancelled, and no attempt follows', async () => {
    const { done, beats, cancel } = run(shell('sleep 600'));
    const failure = thrownBy(done);
    while (beats.length === 0) await sleep(5);
    cancel('CANCELLED');
    expect(await failure).toBeInstanceOf(CancelledFailure);
  });

  it('of a worker that ends is a lost worker: another one may go on', async () => {
    const { done, beats, cancel } = run(shell('sleep 600', { retry: { ...once, on: ['exit'] } }));
    const failure = thrownBy(done);
    while (beats.length === 0) await sleep(5);
    cancel('WORKER_SHUTDOWN');
    expect(await failure).toMatchObject({ type: 'worker-lost', nonRetryable: false });
  });
});
