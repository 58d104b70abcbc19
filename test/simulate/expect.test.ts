/** Each thing that can be expected, as it is and otherwise. */
import { expect, it } from 'vitest';
import { compare, type Expectation } from '../../src/simulate/expect.ts';
import type { Outcome } from '../../src/simulate/simulate.ts';

const failed: Outcome = {
  status: 'failed',
  error: { type: 'exit', title: 'It ended', instance: 'b#1', retryable: true },
  passedMs: 0,
  trace: ['a#1 succeeded:go', 'c#1 skipped', 'a#2 succeeded', 'b#1 failed', 'a#1/compensate#1 succeeded'],
  visits: { a: 2, b: 1 },
  requests: [{ id: 'ask#1', prompt: 'Now?' }],
  awaited: [],
  halted: false,
  refused: [],
  emitted: [{ name: 'done', data: { n: 1 } }],
  madeUp: {},
};
const differing = (wanted: Expectation) => compare({ status: 'failed', ...wanted }, failed);

it.each<Expectation>([
  {},
  { error: 'exit' },
  { error: { instance: 'b#1' } },
  { path: ['a', 'a#2', 'b#1 failed'] },
  { path: ['a#1 succeeded:go'] },
  { path: ['b#1 failed', 'a/compensate'] },
  { trace: [...failed.trace] },
  { visits: { a: 2, c: 0 } },
  { requests: ['ask#1'] },
  { emitted: [{ name: 'done' }] },
])('%j is so', (wanted) => {
  expect(differing(wanted)).toEqual([]);
});

it.each<[Expectation, string, string]>([
  [{ status: 'succeeded' }, 'status', '    b#1: exit: It ended'],
  [{ output: 1 }, 'output', '+ (nothing)'],
  [{ error: { title: 'Other' } }, 'error', '-   "title": "Other"'],
  [{ path: ['a#2', 'a'] }, 'path', 'no `a#1 succeeded` after `a#2 succeeded`'],
  [{ path: ['a#1 succeeded:stop'] }, 'path', 'no `a#1 succeeded:stop`'],
  [{ trace: ['a#1 succeeded:go'] }, 'trace', '+ b#1 failed'],
  [{ visits: { c: 1 } }, 'visits', '+ c: 0'],
  [{ requests: [] }, 'requests', '+ ask#1'],
  [{ emitted: [{ name: 'done' }, { name: 'more' }] }, 'emitted', '-     "name": "more"'],
])('%j is told: %s', (wanted, what, line) => {
  const [difference, ...others] = differing(wanted);
  expect(difference?.what).toBe(what);
  expect(difference?.lines).toContain(line);
  expect(others).toEqual([]);
});
