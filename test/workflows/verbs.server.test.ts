/** What people tell a run while it goes on: by update and by signal, on a real server, seen as the API sees it. */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { Orchestrator } from '../../src/client/orchestrator.ts';
import { verbSignal, verbUpdate } from '../../src/workflows/messages.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { forward, human, planOf, scopeOf, tool } from '../support/plan.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

let temporal: TestTemporal;
let activities: TestActivities;
beforeAll(async () => {
  activities = testActivities();
  temporal = await openTemporal(activities.activities);
});
afterAll(async () => {
  await temporal.close();
  activities.close();
});

const chain = planOf(scopeOf([human('ask'), tool('a'), tool('b')], [forward(0, 1), forward(1, 2)]));

const asks = (handle: WorkflowHandle) =>
  until(async () => (await temporal.folded(handle)).state.requests['ask#1']);
const answer = (handle: WorkflowHandle) => handle.signal('resume', { request: 'ask#1' });
const visitsOf = async (handle: WorkflowHandle, node: number) =>
  (await temporal.folded(handle)).state.scopes[0]?.nodes[node]?.visits ?? [];

describe.concurrent('a run', () => {
  it('that is paused starts nothing until it goes on', async () => {
    const handle = await temporal.start(chain);
    await asks(handle);
    await handle.executeUpdate(verbUpdate('pause'), { args: [undefined] });
    await answer(handle);
    await until(async () => (await visitsOf(handle, 0))[0]);
    const { state } = await temporal.folded(handle);
    expect(state.halt).toMatchObject({ mode: 'paused', waiting: [{ scope: 0, node: 1 }] });
    const { searchAttributes } = await handle.describe();
    expect(searchAttributes).toMatchObject({ OstinatoStatus: ['paused'] });
    expect(searchAttributes['OstinatoWaitingFor']).toContain('pause');
    await handle.executeUpdate(verbUpdate('unpause'), { args: [undefined] });
    expect(await handle.result()).toEqual({ b: { node: 'b' } });
    await temporal.replay(handle);
  });

  it('goes step by step, told by signals', async () => {
    const handle = await temporal.start(chain);
    await asks(handle);
    await handle.signal(verbSignal('step-mode'), { on: true });
    await answer(handle);
    for (const node of [1, 2]) {
      await until(async () =>
        (await temporal.folded(handle)).state.halt?.waiting.some((at) => at.node === node) ? true : undefined,
      );
      expect(await visitsOf(handle, node)).toEqual([]);
      await handle.signal(verbSignal('step'), undefined);
    }
    expect(await handle.result()).toEqual({ b: { node: 'b' } });
    expect((await temporal.folded(handle)).state.result?.status).toBe('succeeded');
    await temporal.replay(handle);
  });

  it('whose node is cancelled goes on without it', async () => {
    const handle = await temporal.start(planOf(scopeOf([human('ask'), tool('a')])));
    await asks(handle);
    await handle.executeUpdate(verbUpdate('cancel-node'), { args: [{ node: 'ask' }] });
    expect(await handle.result()).toEqual({ a: { node: 'a' } });
    expect(await visitsOf(handle, 0)).toMatchObject([{ status: 'cancelled' }]);
    await temporal.replay(handle);
  });

  it('refuses what means nothing without an event in its history', async () => {
    const handle = await temporal.start(chain);
    await asks(handle);
    const before = (await handle.fetchHistory()).events?.length;
    const told = [
      ['cancel-node', { node: 'nobody' }, 'verb-unknown'],
      ['complete-node', { node: 'ask' }, 'verb-impossible'],
      ['step', undefined, 'verb-not-stepping'],
      ['step-mode', {}, 'verb-invalid'],
      ['cancel-node', 7, 'verb-invalid'],
    ] as const;
    for (const [name, sent, type] of told)
      await expect(handle.executeUpdate(verbUpdate(name), { args: [sent] })).rejects.toMatchObject({
        cause: { type },
      });
    expect((await handle.fetchHistory()).events?.length).toBe(before);
    for (const nothing of [null, 'text', { node: 1 }])
      await handle.signal(verbSignal('cancel-node'), nothing);
    await answer(handle);
    expect(await handle.result()).toEqual({ b: { node: 'b' } });
    await temporal.replay(handle);
  });
});

describe('through the port', () => {
  let orchestrator: Orchestrator;
  beforeAll(() => {
    const { client, taskQueue } = temporal;
    const { namespace } = client.options;
    const attributes = ['OstinatoStatus', 'OstinatoWaitingFor', 'OstinatoVersion'] as const;
    orchestrator = createOrchestrator({ client, taskQueue, namespace, attributes, mock: false });
  });
  const start = async () => {
    const request = { plan: chain, version: 1, hash: chain.hash, input: {}, by: 'ada' };
    const { runId } = await orchestrator.start(request);
    await until(async () => ((await orchestrator.describe(runId)).requests.length > 0 ? true : undefined));
    return runId;
  };

  it('a paused run says so, and which node is next', async () => {
    const runId = await start();
    await orchestrator.tell(runId, { do: 'pause' });
    await orchestrator.resume(runId, { request: 'ask#1' });
    const run = await orchestrator.describe(runId);
    expect(run).toMatchObject({ status: 'paused', waitingFor: ['pause'], next: 'a', by: 'ada' });
    expect(run.nodes[1]).toMatchObject({ path: 'a', status: 'waiting', waitingFor: 'pause', visit: 1 });
    await orchestrator.tell(runId, { do: 'unpause' });
    await until(async () => ((await orchestrator.describe(runId)).status === 'succeeded' ? true : undefined));
    await expect(orchestrator.tell(runId, { do: 'pause' })).rejects.toMatchObject({ fault: 'run-over' });
  });

  it('an unknown node, and a run that is not there, are told apart', async () => {
    const runId = await start();
    const cancel = (id: string, node: string) => orchestrator.tell(id, { do: 'cancel-node', node });
    await expect(cancel(runId, 'nobody')).rejects.toMatchObject({ fault: 'node-unknown' });
    await expect(cancel('nobody', 'ask')).rejects.toMatchObject({ fault: 'run-unknown' });
    await orchestrator.cancel(runId);
  });

  it('events of nobody are taken, and those for a run that is over refused', async () => {
    expect(await orchestrator.emit({ name: 'nobody-waits', id: 'x' })).toEqual({ id: 'x' });
    const runId = await start();
    await orchestrator.send(runId, { name: 'nobody-waits' });
    await orchestrator.resume(runId, { request: 'ask#1' });
    await until(async () => ((await orchestrator.describe(runId)).status === 'succeeded' ? true : undefined));
    await expect(orchestrator.send(runId, { name: 'x' })).rejects.toMatchObject({ fault: 'run-over' });
    await expect(orchestrator.send('nobody', { name: 'x' })).rejects.toMatchObject({ fault: 'run-unknown' });
    const listed = await until(async () => {
      const { runs } = await orchestrator.list({ limit: 200 });
      return runs.some((run) => run.runId === runId) ? runs : undefined;
    });
    expect(listed.filter(({ workflow }) => workflow.startsWith('ostinato.'))).toEqual([]);
  });
});
