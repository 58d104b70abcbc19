/** Timers in a history that grows though its run wants to go on in a new execution. */
import { expect, it } from 'vitest';
import { paced } from '../../src/workflows/timers.ts';

it('are what the definition says in a history that is not long', () => {
  expect(paced(1, 4_999)).toBe(1);
});

it('take longer and longer in one that is', () => {
  expect([5_000, 6_000, 15_000].map((events) => paced(1, events))).toEqual([1_000, 2_000, 1_024_000]);
  expect(paced(5_000, 5_000)).toBe(5_000);
});

it('do not come to the end of a history in years', () => {
  let [events, ms] = [0, 0];
  // A timer and the workflow task that hears of it.
  for (; events < 40_000; events += 5) ms += paced(1, events);
  expect(ms).toBeGreaterThan(5 * 365 * 24 * 3_600_000);
});
