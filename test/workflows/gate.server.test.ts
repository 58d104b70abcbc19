/** More operations at once than Temporal takes of one run, on a real server. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planOf, scopeOf } from '../support/plan.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: () => setTimeout(20, null) });
});
afterAll(() => temporal.close());

const plan = planOf(
  scopeOf(
    Array.from({ length: 1_300 }, (_, index) => ({
      name: `e${index}`,
      kind: 'emit',
      event: 'x',
      solo: false,
    })),
  ),
);

// Thousands of operations take their time on a busy machine.
const timeout = 300_000;

it('they are begun as others end', { timeout }, async () => {
  const handle = await temporal.start(plan);
  await handle.result();
  const { state } = await temporal.folded(handle);
  expect(state.result?.status).toBe('succeeded');
  expect(state.ended).toBe(1_300);
});

it('they are stopped with those that have begun', { timeout }, async () => {
  const handle = await temporal.start(plan);
  await until(async () => ((await handle.describe()).historyLength > 10 ? true : undefined));
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect((await temporal.folded(handle)).state.result?.status).toBe('cancelled');
  await temporal.replay(handle);
});
