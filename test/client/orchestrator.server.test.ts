/** The port on a real Temporal server, with a real worker and without one. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  type Orchestrator,
  OrchestratorError,
  type RunDetails,
  type StartRequest,
} from '../../src/client/orchestrator.ts';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import { compileDefinition } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import type { SearchAttributeName } from '../../src/workflows/messages.ts';
import { forward, human, planOf, scopeOf, tool } from '../support/plan.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const echo = async (call: { readonly input: Json }) => call.input;
let temporal: TestTemporal;
let connection: NativeConnection;
/** On the kind of connection that a server has: shared with a worker, so that first tasks are handed over at once. */
let orchestrator: Orchestrator;
beforeAll(async () => {
  const { address, namespace } = inject('temporal');
  temporal = await openTemporal({ default: echo });
  connection = await NativeConnection.connect({ address });
  orchestrator = over({ client: new Client({ connection, namespace }), taskQueue: temporal.taskQueue });
});
afterAll(async () => {
  await connection.close();
  await temporal.close();
});

function over(
  { client, taskQueue }: Pick<TestTemporal, 'client' | 'taskQueue'>,
  more: { attributes?: readonly SearchAttributeName[]; mock?: boolean } = {},
): Orchestrator {
  const { namespace, attributes } = inject('temporal');
  // The names come from `registerAttributes`, through vitest's channel as strings.
  const usable = attributes as readonly SearchAttributeName[];
  return createOrchestrator({ client, taskQueue, namespace, attributes: usable, mock: false, ...more });
}

const form = { type: 'object', required: ['remark'], properties: { remark: { type: 'string' } } };
const ask = named('ask', [
  { ...human('ask', ['yes', 'no']), form } as ReturnType<typeof human>,
  tool('next'),
]);
const tiny = named('tiny', [tool('only')]);
const titled = named('titled', [
  tool('plain'),
  { ...human('ask', ['yes']), title: { value: 'Ask them' } },
  { ...tool('later'), title: { value: 'Do it later' } },
]);

function named(name: string, nodes: Parameters<typeof scopeOf>[0]): Plan {
  const edges = nodes.slice(1).map((_, index) => forward(index, index + 1));
  return planOf(scopeOf(nodes, edges), { name: `${name}-${randomUUID().slice(0, 8)}`, title: 'A title' });
}

function request(plan: Plan, more: Partial<StartRequest> = {}): StartRequest {
  return { plan, version: 3, hash: 'h', input: { a: 1, b: 2 }, ...more };
}

async function fault(work: Promise<unknown>): Promise<OrchestratorError> {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (error instanceof OrchestratorError) return error;
  throw new Error(`expected an OrchestratorError, got ${String(error)}`, { cause: error });
}

function untilRun(runId: string, status: RunDetails['status']): Promise<RunDetails> {
  return until(async () => {
    const run = await orchestrator.describe(runId);
    return run.status === status ? run : undefined;
  });
}

async function startAsk(): Promise<string> {
  const { runId } = await orchestrator.start(request(ask));
  await untilRun(runId, 'waiting');
  return runId;
}

describe('start', () => {
  it('starts a run under the name of its definition', async () => {
    const { runId, status } = await orchestrator.start(request(tiny));
    expect(status).toBe('running');
    expect(runId).toMatch(new RegExp(`^${tiny.name}-[2-9a-z]{10}$`));
    const found = await temporal.client.workflow.getHandle(runId).describe();
    expect(found.type).toBe(tiny.name);
    expect(found.searchAttributes).toMatchObject({ OstinatoVersion: [3], OstinatoStatus: ['running'] });
    expect(await found.staticSummary()).toBe('A title');
    expect((await untilRun(runId, 'succeeded')).output).toEqual({ only: { node: 'only' } });
  });

  it('gives the same run for the same key and input, in whatever order its keys are', async () => {
    const idempotencyKey = randomUUID();
    const first = await orchestrator.start(request(ask, { idempotencyKey }));
    await untilRun(first.runId, 'waiting');
    const again = await orchestrator.start(request(ask, { idempotencyKey, input: { b: 2, a: 1 } }));
    expect(again).toEqual({ runId: first.runId, status: 'waiting' });
    await orchestrator.cancel(first.runId);
    await untilRun(first.runId, 'cancelled');
    expect(await orchestrator.start(request(ask, { idempotencyKey }))).toEqual({
      runId: first.runId,
      status: 'cancelled',
    });
    const other = await fault(orchestrator.start(request(ask, { idempotencyKey, input: {} })));
    expect(other).toMatchObject({ fault: 'run-conflict', message: expect.stringContaining(first.runId) });
  });

  it('gives one run to many starts with one key in the same instant', async () => {
    const idempotencyKey = randomUUID();
    const starts = Array.from({ length: 10 }, () => orchestrator.start(request(tiny, { idempotencyKey })));
    const ids = (await Promise.all(starts)).map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(1);
    const other = named('other', [tool('only')]);
    expect((await orchestrator.start(request(other, { idempotencyKey }))).runId).not.toBe(ids[0]);
  });

  it('marks runs whose models are doubles', async () => {
    const { runId } = await over(temporal, { mock: true }).start(request(tiny));
    expect((await orchestrator.describe(runId)).mock).toBe(true);
    const found = await temporal.client.workflow.getHandle(runId).describe();
    expect(await found.staticSummary()).toBe('[mock model] A title');
  });

  it('sets no search attribute that the server does not offer', async () => {
    const { runId } = await over(temporal, { attributes: [] }).start(request(tiny));
    await untilRun(runId, 'succeeded');
    const found = await temporal.client.workflow.getHandle(runId).describe();
    expect(found.searchAttributes).not.toHaveProperty('OstinatoVersion');
  });
});

describe('list', () => {
  it('gives runs page by page, newest first', async () => {
    const plan = named('listed', [tool('only')]);
    const ids: string[] = [];
    for (let round = 0; round < 5; round++) {
      const { runId } = await orchestrator.start(request(plan));
      await untilRun(runId, 'succeeded');
      ids.unshift(runId);
    }
    const query = { workflow: plan.name, limit: 2 };
    const all = await until(async () => {
      const seen: string[] = [];
      let page = await orchestrator.list(query);
      for (seen.push(...idsOf(page)); page.cursor !== undefined; seen.push(...idsOf(page))) {
        page = await orchestrator.list({ ...query, cursor: page.cursor });
      }
      return seen.length === 5 ? seen : undefined;
    });
    expect(all).toEqual(ids);
    const { runs } = await orchestrator.list({ ...query, limit: 1 });
    expect(runs[0]).toEqual({
      runId: ids[0],
      workflow: plan.name,
      version: 3,
      status: 'succeeded',
      waitingFor: [],
      startedAt: expect.stringMatching(/Z$/),
      endedAt: expect.stringMatching(/Z$/),
    });
  });

  it('tells runs by status', async () => {
    const plan = named('by-status', [human('ask'), tool('next')]);
    const start = async () => (await orchestrator.start(request(plan))).runId;
    const [waiting, cancelled, terminated, succeeded] = [
      await start(),
      await start(),
      await start(),
      await start(),
    ];
    for (const id of [waiting, cancelled, terminated, succeeded]) await untilRun(id, 'waiting');
    await orchestrator.cancel(cancelled);
    await temporal.client.workflow.getHandle(terminated).terminate('test');
    await orchestrator.resume(succeeded, { node: 'ask' });
    const listed = async (status: RunDetails['status'], ...ids: string[]) => {
      const found = await until(async () => {
        const page = await orchestrator.list({ workflow: plan.name, status, limit: 10 });
        return page.runs.length === ids.length ? page.runs : undefined;
      });
      expect(found.map(({ runId }) => runId).sort()).toEqual(ids.sort());
      return found;
    };
    await listed('succeeded', succeeded);
    await listed('failed', terminated);
    await listed('cancelled', cancelled);
    expect(await listed('waiting', waiting)).toMatchObject([{ status: 'waiting', waitingFor: ['human'] }]);
    await listed('running');
    expect((await orchestrator.describe(terminated)).error).toMatchObject({ type: 'terminated' });
    await orchestrator.cancel(waiting);
  });

  it('takes names with quotes for what they are', async () => {
    const page = await orchestrator.list({ workflow: "x' OR WorkflowType != 'y", limit: 10 });
    expect(page.runs).toEqual([]);
  });

  it('refuses a cursor that is none, or that is of another list', async () => {
    const page = await orchestrator.list({ limit: 1 });
    const { cursor = '' } = page;
    expect(cursor).not.toBe('');
    expect((await orchestrator.list({ limit: 1, cursor })).runs).not.toEqual(page.runs);
    for (const bad of ['', 'bm9uZQ', `${cursor}x`, cursor.slice(1)]) {
      expect(await fault(orchestrator.list({ limit: 1, cursor: bad }))).toMatchObject({
        fault: 'cursor-invalid',
      });
    }
    const other = orchestrator.list({ limit: 1, cursor, status: 'succeeded' });
    expect(await fault(other)).toMatchObject({ fault: 'cursor-invalid' });
  });

  it('says that open runs cannot be told apart where the attribute is missing', async () => {
    const blind = over(temporal, { attributes: [] });
    expect(await fault(blind.list({ status: 'waiting', limit: 1 }))).toMatchObject({
      fault: 'unavailable',
      message: expect.stringContaining('temporal operator search-attribute create'),
    });
    expect((await blind.list({ status: 'succeeded', limit: 1 })).runs.length).toBe(1);
  });
});

function idsOf({ runs }: { readonly runs: readonly { readonly runId: string }[] }): readonly string[] {
  return runs.map(({ runId }) => runId);
}

describe('describe', () => {
  it('names nodes by their titles, whether they call somebody or not', async () => {
    const { runId } = await orchestrator.start(request(titled));
    const run = await untilRun(runId, 'waiting');
    expect(run.nodes.map(({ path, status, title }) => [path, status, title])).toEqual([
      ['plain', 'succeeded', undefined],
      ['ask', 'waiting', 'Ask them'],
      ['later', 'pending', 'Do it later'],
    ]);
  });
});

describe('requests', () => {
  it('say that whoever submitted the run may not answer', async () => {
    const plan = named('guarded', [{ ...human('ask'), notSubmitter: true } as ReturnType<typeof human>]);
    const { runId } = await orchestrator.start(request(plan, { by: 'ada' }));
    const run = await untilRun(runId, 'waiting');
    expect(run).toMatchObject({ by: 'ada', requests: [{ id: 'ask#1', notSubmitter: true }] });
    await orchestrator.cancel(runId);
  });
});

/** What has failed holds nodes that nothing has come to: inside a block, and in the run. */
const early = `ostinato: 1
name: early
nodes:
  pack:
    do:
      halt: { fail: { type: t, title: T } }
      label: { after: halt, let: { a: 1 } }
  rescue: { after: { node: pack, on: error }, human: Go on? }
  stop: { after: rescue, fail: { type: t, title: T } }
  next: { after: stop, let: { a: 1 } }
`;

function standing({ nodes }: RunDetails): readonly string[] {
  return nodes.map(({ path, status }) => `${path} ${status}`);
}

describe('nodes that a run never came to', () => {
  it('are unreached as soon as nothing can start them', async () => {
    const { plan } = compileDefinition(early, { tools: [], secrets: [] });
    if (!plan) throw new Error('the definition has faults');
    const { runId } = await orchestrator.start(request(plan));
    expect(standing(await untilRun(runId, 'waiting'))).toEqual([
      'pack failed',
      'pack#1/halt failed',
      'pack#1/label unreached',
      'rescue waiting',
      'stop pending',
      'next pending',
    ]);
    await orchestrator.resume(runId, { request: 'rescue#1' });
    const over = await untilRun(runId, 'failed');
    expect(standing(over).slice(3)).toEqual(['rescue succeeded', 'stop failed', 'next unreached']);
  });

  it('are unreached in a run that was terminated', async () => {
    const { runId } = await orchestrator.start(request(titled));
    await untilRun(runId, 'waiting');
    await temporal.client.workflow.getHandle(runId).terminate();
    const { nodes } = await untilRun(runId, 'failed');
    expect(nodes.at(-1)).toMatchObject({ path: 'later', status: 'unreached', visit: 0 });
  });
});

describe('resume', () => {
  it('gives the answer to the run', async () => {
    const runId = await startAsk();
    const answer = { request: 'ask#1', outcome: 'yes', value: { remark: 'fine' } };
    expect(await orchestrator.resume(runId, answer)).toEqual({ runId, request: 'ask#1', outcome: 'yes' });
    expect((await untilRun(runId, 'succeeded')).output).toEqual({ next: { node: 'next' } });
  });

  it('gives the first reply to the same answer under the same key, also when the run is over', async () => {
    const runId = await startAsk();
    const answer = { request: 'ask#1', outcome: 'no', value: { remark: 'x' }, idempotencyKey: 'k' };
    const first = await orchestrator.resume(runId, answer);
    expect(await orchestrator.resume(runId, answer)).toEqual(first);
    await untilRun(runId, 'succeeded');
    expect(await orchestrator.resume(runId, answer)).toEqual(first);
  });

  it('tells what is wrong with an answer', async () => {
    const runId = await startAsk();
    const value = { remark: 'x' };
    expect(await fault(orchestrator.resume(runId, { request: 'other#1' }))).toMatchObject({
      fault: 'request-unknown',
    });
    expect(await fault(orchestrator.resume(runId, { request: 'ask#1', outcome: 'yes' }))).toMatchObject({
      fault: 'answer-invalid',
      faults: [{ path: expect.any(String), message: expect.stringContaining('remark') }],
    });
    const maybe = orchestrator.resume(runId, { request: 'ask#1', outcome: 'maybe', value });
    expect(await fault(maybe)).toMatchObject({ fault: 'answer-invalid' });
    await orchestrator.cancel(runId);
  });

  it('lets the first of many answers win', async () => {
    const plan = named('held', [{ ...human('ask', ['yes', 'no']) }, human('hold')]);
    const { runId } = await orchestrator.start(request(plan));
    await untilRun(runId, 'waiting');
    const answers = ['yes', 'no', 'yes', 'no'].map((outcome) =>
      orchestrator.resume(runId, { request: 'ask#1', outcome }).catch((error: unknown) => error),
    );
    const ends = await Promise.all(answers);
    const refused = ends.filter((end) => end instanceof OrchestratorError);
    expect(refused.map((error) => error.fault)).toEqual(Array(3).fill('request-answered'));
    const key = { idempotencyKey: 'k' };
    await orchestrator.resume(runId, { node: 'hold', ...key });
    await untilRun(runId, 'succeeded');
  });

  it('tells another answer under the same key', async () => {
    const plan = named('keyed', [human('ask', ['yes', 'no']), human('hold')]);
    const { runId } = await orchestrator.start(request(plan));
    await orchestrator.resume(runId, { request: 'ask#1', outcome: 'yes', idempotencyKey: 'k' });
    const other = orchestrator.resume(runId, { request: 'ask#1', outcome: 'no', idempotencyKey: 'k' });
    expect(await fault(other)).toMatchObject({ fault: 'answer-conflict' });
    await orchestrator.cancel(runId);
  });

  it('tells that the run is over, and that there is none', async () => {
    const runId = await startAsk();
    await orchestrator.cancel(runId);
    await untilRun(runId, 'cancelled');
    expect(await fault(orchestrator.resume(runId, { request: 'ask#1' }))).toMatchObject({
      fault: 'run-over',
      message: expect.stringContaining('cancelled'),
    });
    expect(await fault(orchestrator.resume('none', { request: 'ask#1' }))).toMatchObject({
      fault: 'run-unknown',
    });
  });

  it('takes an answer in the same instant as the start', async () => {
    for (let round = 0; round < 5; round++) {
      const { runId } = await orchestrator.start(request(ask));
      const answer = { request: 'ask#1', outcome: 'yes', value: { remark: 'x' } };
      expect(await orchestrator.resume(runId, answer)).toMatchObject({ request: 'ask#1' });
    }
  });

  it('does not hang where no worker is there', async () => {
    const client = new Client({ connection, namespace: inject('temporal').namespace });
    const lonely = over({ client, taskQueue: `nobody-${randomUUID()}` });
    const { runId } = await lonely.start(request(ask));
    expect(await fault(lonely.resume(runId, { request: 'ask#1' }))).toMatchObject({
      fault: 'unavailable',
      message: expect.stringContaining('ostinato worker'),
    });
    expect(await lonely.describe(runId)).toMatchObject({ status: 'running', workers: 0 });
    expect(await lonely.health()).toEqual({ temporal: true, workers: 0 });
    await client.workflow.getHandle(runId).terminate('the test is over');
  });
});

describe('cancel', () => {
  it('ends the run, once', async () => {
    const runId = await startAsk();
    await orchestrator.cancel(runId, 'enough');
    await untilRun(runId, 'cancelled');
    expect(await fault(orchestrator.cancel(runId))).toMatchObject({ fault: 'run-over' });
    expect(await fault(orchestrator.cancel('none'))).toMatchObject({ fault: 'run-unknown' });
    const { events } = await temporal.client.workflow.getHandle(runId).fetchHistory();
    const asked = events?.find((event) => event.workflowExecutionCancelRequestedEventAttributes);
    expect(asked?.workflowExecutionCancelRequestedEventAttributes?.cause).toBe('enough');
  });
});

describe('workflows of others in the namespace', () => {
  it('are not runs', async () => {
    const workflowId = `foreign-${randomUUID()}`;
    const taskQueue = `foreign-${randomUUID()}`;
    const handle = await temporal.client.workflow.start('Foreign', { workflowId, taskQueue });
    try {
      expect(await fault(orchestrator.describe(workflowId))).toMatchObject({ fault: 'run-unknown' });
      expect(await fault(orchestrator.cancel(workflowId))).toMatchObject({ fault: 'run-unknown' });
      const { runs } = await orchestrator.list({ limit: 200 });
      expect(runs.map(({ runId }) => runId)).not.toContain(workflowId);
    } finally {
      await handle.terminate('the test is over');
    }
  });
});

describe('health', () => {
  it('counts the workers', async () => {
    expect(await orchestrator.health()).toEqual({ temporal: true, workers: 1 });
  });

  it('says that Temporal is away, and so does every method', async () => {
    const { address, namespace } = inject('temporal');
    const proxy = await startProxy(address);
    const cut = await NativeConnection.connect({ address: proxy.address });
    try {
      const client = new Client({ connection: cut, namespace });
      const lost = over({ client, taskQueue: temporal.taskQueue });
      const runId = await startAsk();
      expect((await lost.describe(runId)).status).toBe('waiting');
      await proxy.cut();
      expect(await lost.health()).toEqual({ temporal: false, workers: 0 });
      const calls = [
        lost.start(request(tiny)),
        lost.list({ limit: 1 }),
        lost.describe(runId),
        lost.resume(runId, { request: 'ask#1' }),
        lost.cancel(runId),
      ];
      for (const error of await Promise.all(calls.map(fault)))
        expect(error).toMatchObject({ fault: 'unavailable' });
      await orchestrator.cancel(runId);
    } finally {
      await cut.close();
    }
  });
});
