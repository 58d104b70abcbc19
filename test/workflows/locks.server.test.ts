/** Global locks over runs, on a real server. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPeers } from '../../src/client/peers.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { human, planOf, scopeOf, tool } from '../support/plan.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';
import { createRegistry } from '../../src/activities/tools/registry.ts';
import { defineTool } from '../../src/activities/tools/define.ts';

/** Who is inside of the locked work, and the most at once. */
let inside = 0;
let most = 0;
const busy = defineTool({
  name: 'test.busy',
  description: 'Works for a moment',
  input: true,
  effect: 'idempotent',
  run: async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside--;
    return null;
  },
});

let temporal: TestTemporal;
let activities: TestActivities;
beforeAll(async () => {
  temporal = await openTemporal((reached) => {
    activities = testActivities({ peers: createPeers(reached), tools: createRegistry([busy]) });
    return activities.activities;
  });
});
afterAll(async () => {
  await temporal.close();
  activities.close();
});

const lock = (...names: readonly string[]) => ({
  names: names.map((value) => ({ value })),
  scope: 'global' as const,
});

const asks = (handle: WorkflowHandle) =>
  until(async () => (await temporal.folded(handle)).state.requests['ask#1']);
const waitsForLock = (handle: WorkflowHandle) =>
  until(async () => {
    const { locks, busy } = (await temporal.folded(handle)).state;
    return locks.waiting.length > 0 && busy === 0 ? true : undefined;
  });

it('lets one run at a time do what needs it', async () => {
  const name = randomUUID();
  const plan = planOf(scopeOf([{ ...tool('work', { tool: 'test.busy' }), lock: lock(name) }]));
  const handles = await Promise.all(Array.from({ length: 12 }, () => temporal.start(plan)));
  for (const handle of handles) await handle.result();
  expect(most).toBe(1);
  for (const handle of handles.slice(0, 2)) {
    expect((await temporal.folded(handle)).state.result?.status).toBe('succeeded');
    await temporal.replay(handle);
  }
});

it('is free again when the run that holds it is terminated', async () => {
  const [a, b] = [randomUUID(), randomUUID()];
  const holder = await temporal.start(planOf(scopeOf([{ ...human('ask'), lock: lock(a, b) }])));
  await asks(holder);
  const waiting = await temporal.start(
    planOf(scopeOf([{ ...tool('work', { tool: 'test.busy' }), lock: lock(b) }])),
  );
  await waitsForLock(waiting);
  expect((await waiting.describe()).status.name).toBe('RUNNING');
  await holder.terminate();
  await waiting.result();
});

it('passes over a run that was cancelled while it waited', async () => {
  const name = randomUUID();
  const plan = planOf(scopeOf([{ ...human('ask'), lock: lock(name) }]));
  const holder = await temporal.start(plan);
  await asks(holder);
  const impatient = await temporal.start(plan);
  await waitsForLock(impatient);
  await impatient.cancel();
  await expect(impatient.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  const next = await temporal.start(plan);
  await holder.signal('resume', { request: 'ask#1' });
  await asks(next);
  await next.signal('resume', { request: 'ask#1' });
  await next.result();
});
