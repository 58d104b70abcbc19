/** Events between runs and from outside, through the keepers, on a real server. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPeers } from '../../src/client/peers.ts';
import { emitEvent } from '../../src/client/temporal/keepers.ts';
import { eventsId, shardOf } from '../../src/workflows/keepers/messages.ts';
import { eventSignal } from '../../src/workflows/messages.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { forward, planOf, scopeOf } from '../support/plan.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

type Node = Parameters<typeof scopeOf>[0][number];

let temporal: TestTemporal;
let activities: TestActivities;
beforeAll(async () => {
  temporal = await openTemporal((reached) => {
    activities = testActivities({ peers: createPeers(reached) });
    return activities.activities;
  });
});
afterAll(async () => {
  await temporal.close();
  activities.close();
});

function receive(name: string, event: string, key?: string): Node {
  const events = [{ event, ...(key !== undefined && { key: { value: key } }) }];
  return { name, kind: 'receive', events, any: false, mode: 'buffered', solo: true };
}

function emit(name: string, event: string, key: string, data: string): Node {
  return { name, kind: 'emit', event, key: { value: key }, data: { value: data } };
}

const waits = (handle: WorkflowHandle) =>
  until(async () => {
    const { state } = await temporal.folded(handle);
    return state.events.receivers.length > 0 && state.busy === 0 ? true : undefined;
  });

const keeper = (name: string, key?: string) =>
  temporal.client.workflow.getHandle(eventsId(temporal.taskQueue, shardOf(name, key)));

describe.concurrent('an event', () => {
  it('goes between two runs that wait for each other', async () => {
    const key = randomUUID();
    const first = planOf(
      scopeOf([emit('ping', 'ping', key, 'hello'), receive('hear', 'pong', key)], [forward(0, 1)]),
    );
    const second = planOf(
      scopeOf([receive('hear', 'ping', key), emit('pong', 'pong', key, 'you too')], [forward(0, 1)]),
    );
    const [a, b] = await Promise.all([temporal.start(first), temporal.start(second)]);
    expect(await a.result()).toEqual({ hear: 'you too' });
    await b.result();
    expect((await temporal.folded(b)).state.scopes[0]?.nodes[0]?.visits).toMatchObject([{ output: 'hello' }]);
    for (const handle of [a, b]) await temporal.replay(handle);
  });

  it('that comes before anybody waits is kept for who does', async () => {
    const key = randomUUID();
    await emitEvent(temporal, { name: 'early', key, data: { n: 1 } });
    const handle = await temporal.start(planOf(scopeOf([receive('hear', 'early', key)])));
    expect(await handle.result()).toEqual({ hear: { n: 1 } });
  });

  it('goes to a run that takes every key, and the same id once', async () => {
    const name = `any-${randomUUID()}`;
    const plan = planOf(scopeOf([receive('a', name), receive('b', name)], [forward(0, 1)]));
    const handle = await temporal.start(plan);
    await waits(handle);
    for (let copy = 0; copy < 3; copy++) await emitEvent(temporal, { id: 'same', name, key: 'k1', data: 1 });
    await until(async () => (await temporal.folded(handle)).state.scopes[0]?.nodes[0]?.visits[0]);
    await emitEvent(temporal, { name, data: 2 });
    expect(await handle.result()).toEqual({ b: 2 });
  });

  it('passes over a run that is gone and waits for the next', async () => {
    const key = randomUUID();
    const plan = planOf(scopeOf([receive('hear', 'orphan', key)]));
    const gone = await temporal.start(plan);
    await waits(gone);
    await gone.terminate();
    await emitEvent(temporal, { name: 'orphan', key, data: 'late' });
    const next = await temporal.start(plan);
    expect(await next.result()).toEqual({ hear: 'late' });
  });

  it('sent to one run is only for this one, and what is no event harms nobody', async () => {
    const handle = await temporal.start(planOf(scopeOf([receive('hear', 'own', 'k')])));
    await handle.signal('event', 'nonsense');
    await handle.signal('granted', null);
    await handle.signal(eventSignal, { name: 'own', key: 'other', data: 0 });
    await handle.signal(eventSignal, { name: 'own', key: 'k', data: 1 });
    expect(await handle.result()).toEqual({ hear: 1 });
    expect((await temporal.folded(handle)).state.result?.status).toBe('succeeded');
    await temporal.replay(handle);
  });
});

it('the keeper goes on in a new execution, with all that is kept, and takes nonsense for nothing', async () => {
  const name = `many-${randomUUID()}`;
  const total = 4_500;
  const first = await emitEvent(temporal, { name, data: 'first' });
  const { runId } = await keeper(name).describe();
  await keeper(name).signal('emit', 'nonsense');
  await keeper(name).signal('subscribe', { name });
  for (let sent = 0; sent < total; sent += 50)
    await Promise.all(
      Array.from({ length: 50 }, () => keeper(name).signal('emit', { id: first, name, data: 'copy' })),
    );
  await until(async () => ((await keeper(name).describe()).runId === runId ? undefined : true));
  const handle = await temporal.start(planOf(scopeOf([receive('hear', name)])));
  expect(await handle.result()).toEqual({ hear: 'first' });
});
