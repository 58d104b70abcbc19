/**
 * The keepers of events and locks, on a server that allows of signals and of history about a hundredth of what Temporal
 * does: nothing that was taken is lost.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineTool } from '../../src/activities/tools/define.ts';
import { createRegistry } from '../../src/activities/tools/registry.ts';
import { createPeers } from '../../src/client/peers.ts';
import { emitEvent, subscribe } from '../../src/client/temporal/keepers.ts';
import { eventsId, shardOf } from '../../src/workflows/keepers/messages.ts';
import { eventSignal } from '../../src/workflows/messages.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { planOf, scopeOf, tool } from '../support/plan.ts';
import { type SmallTemporal, startSmallTemporal } from '../support/small-temporal.ts';
import { historiesOf, openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const mostSignals = 60;
let server: SmallTemporal;
let temporal: TestTemporal;
let activities: TestActivities;
/** Who is held until it is let go. */
const held = { a: new AbortController(), b: new AbortController() };
const hold = defineTool({
  name: 'test.hold',
  description: 'Waits until it is let go',
  input: { type: 'object' },
  effect: 'idempotent',
  run: async (input) => {
    const { signal } = held[(input as { readonly who: keyof typeof held }).who];
    if (!signal.aborted) await once(signal, 'abort');
    return null;
  },
});

beforeAll(async () => {
  server = await startSmallTemporal({
    'history.maximumSignalsPerExecution': mostSignals,
    'limit.historyCount.suggestContinueAsNew': 50,
    'limit.historySize.error': 600_000,
  });
  temporal = await openTemporal(
    (reached) => {
      activities = testActivities({ peers: createPeers(reached), tools: createRegistry([hold]) });
      return activities.activities;
    },
    { address: server.address, continueAfter: 30 },
  );
});
afterAll(async () => {
  for (const gate of Object.values(held)) gate.abort();
  await temporal.close();
  activities.close();
  await server.close();
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

type Node = Parameters<typeof scopeOf>[0][number];
const receive = (event: string, key: string): Node => ({
  name: 'hear',
  kind: 'receive',
  events: [{ event, key: { value: key } }],
  any: false,
  mode: 'buffered',
  solo: false,
});
const lock = (name: string) => ({ names: [{ value: name }], scope: 'global' as const });
const holds = (name: string, who: string, more: object = {}): Node => ({
  ...tool(name, { tool: 'test.hold', input: { value: { who } } }),
  solo: false,
  ...more,
});

/** The run takes no signal any more. */
async function deafen(handle: WorkflowHandle): Promise<void> {
  const sent = numbers(mostSignals + 1).map((id) =>
    handle.signal(eventSignal, { id: `${id}`, name: 'noise' }),
  );
  const ends = await Promise.allSettled(sent);
  expect(ends.some(({ status }) => status === 'rejected')).toBe(true);
}

describe('a run that can take no more signals and not go on yet', () => {
  it('gets its events and its lock when it has gone on', async () => {
    const [key, name] = [randomUUID(), randomUUID()];
    const holder = await temporal.start(planOf(scopeOf([holds('guarded', 'b', { lock: lock(name) })])));
    await until(async () => (await temporal.folded(holder)).state.ops['guarded#1']);
    const deaf = await temporal.start(
      planOf(
        scopeOf([receive('news', key), holds('work', 'a'), holds('guarded', 'b', { lock: lock(name) })]),
      ),
    );
    await until(async () => {
      const { ops, locks, events, busy } = (await temporal.folded(deaf)).state;
      const isReady = events.receivers.length > 0 && locks.waiting.length > 0 && ops['work#1'];
      return isReady && busy === 1 ? true : undefined;
    });
    await deafen(deaf);
    await emitEvent(temporal, { name: 'news', key, data: 'heard' });
    held.b.abort();
    await holder.result();
    await until(async () => {
      const { events } = await keeperOf('news', key).fetchHistory();
      return events?.some((event) => event.signalExternalWorkflowExecutionFailedEventAttributes);
    });
    held.a.abort();
    expect(await deaf.result()).toMatchObject({ hear: 'heard' });
  });
});

const keeperOf = (name: string, key: string) =>
  temporal.client.workflow.getHandle(eventsId(temporal.taskQueue, shardOf(name, key)));

describe('a keeper', () => {
  it('goes on in a new execution however much it keeps', async () => {
    const key = randomUUID();
    const waits = await temporal.start(planOf(scopeOf([receive('other', key)])));
    for (const large of numbers(6))
      await subscribe(temporal, waits.workflowId, { name: 'news', key: key + `${large}`.repeat(400_000) });
    for (const id of numbers(mostSignals * 2))
      for (const shard of numbers(4))
        await until(() =>
          emitEvent(temporal, { id: `${shard}.${id}`, name: `news${shard}`, key }).catch(() => undefined),
        );
    for (const shard of numbers(4)) {
      const keeper = temporal.client.workflow.getHandle(eventsId(temporal.taskQueue, shard));
      expect((await historiesOf(temporal.client, keeper)).length).toBeGreaterThan(1);
    }
    await waits.terminate();
  });

  it('takes while no worker is there as many events as Temporal counts, of any size, and refuses more', async () => {
    const { address } = server;
    const alone = await openTemporal(undefined, { address });
    const [name, key] = ['large', randomUUID()];
    for (const id of numbers(mostSignals))
      await emitEvent(alone, { id: `${id}`, name, key, data: `${id} ${'x'.repeat(15_000)}` });
    await expect(emitEvent(alone, { name, key })).rejects.toThrow();
    const { taskQueue } = alone;
    const worker = await openTemporal(
      (reached) => testActivities({ peers: createPeers(reached) }).activities,
      { address, taskQueue },
    );
    const handle = await alone.start(planOf(scopeOf([receive(name, key)])));
    expect(await handle.result()).toMatchObject({ hear: expect.stringMatching(/^0 x/) });
    await worker.close();
    await alone.close();
  });
});
