/** Virtual time: attempts, pauses, limits, people, child runs and what runs have in common. */
import { describe, expect, it } from 'vitest';
import type { NodePlan, RetryPlan } from '../../src/interpreter/plan.ts';
import { play } from '../../src/simulate/play.ts';
import type { News, Reply, Setup } from '../../src/simulate/run.ts';
import { endedVisits, traceLine } from '../../src/simulate/trace.ts';
import { forward, human, planOf, scopeOf, tool, value } from '../support/plan.ts';

const retry = (attempts: number): RetryPlan => ({
  attempts,
  backoffMs: 1_000,
  factor: 2,
  maxMs: 60_000,
  jitter: 0,
});
const early: Reply = { error: { type: 'early', title: 'Not yet', retryable: true } };
const done: Reply = { result: 'done' };
const never = (): Reply => ({ error: { type: 'no', title: 'No', retryable: false } });
const slow = (): Reply => ({ ...done, afterMs: 10_000 });

function run(
  nodes: Parameters<typeof scopeOf>[0],
  work: Setup['work'] = () => done,
  more: Partial<Setup> = {},
) {
  const plan = planOf(scopeOf(nodes));
  const played = play(plan, { work, ...more });
  return { ...played, trace: endedVisits(plan, played.state).map(traceLine) };
}

describe('attempts', () => {
  it('come after virtual pauses that grow, until one succeeds', () => {
    const told: News[] = [];
    const { passedMs, result } = run(
      [tool('a', { retry: retry(4) })],
      (_, __, attempt) => (attempt < 3 ? early : done),
      { watch: (news) => told.push(news) },
    );
    expect(result).toEqual({ status: 'succeeded', output: { a: 'done' } });
    expect(passedMs).toBe(3_000);
    expect(told.map((news) => (news.is === 'retry' ? news.pauseMs : news.is))).toEqual([
      1_000,
      2_000,
      'visit',
    ]);
  });

  it('end with the count, and at once with an error that is not retryable', () => {
    expect(run([tool('a', { retry: retry(2) })], () => early)).toMatchObject({
      passedMs: 1_000,
      result: { status: 'failed', error: { type: 'early' } },
    });
    expect(run([tool('a', { retry: retry(9) })], never).passedMs).toBe(0);
  });

  it('take no longer than they may: one attempt, and the visit; a pause that would pass its end is none', () => {
    const attemptLimit = tool('a', { retry: { ...retry(2), attemptTimeoutMs: 3_000 } });
    expect(run([attemptLimit], slow)).toMatchObject({
      passedMs: 7_000,
      result: { error: { type: 'attempt-timeout' } },
    });
    expect(run([tool('a', { retry: retry(2), timeoutMs: 5_000 })], slow)).toMatchObject({
      passedMs: 5_000,
      result: { error: { type: 'timeout' } },
    });
    expect(run([tool('a', { retry: retry(9), timeoutMs: 2_500 })], () => early)).toMatchObject({
      passedMs: 1_000,
      result: { error: { type: 'early' } },
    });
  });
});

describe('order', () => {
  it('what takes less time ends first', () => {
    const { trace } = run([tool('a'), tool('b')], (_, { op }) => ({
      ...done,
      afterMs: op === 'a#1' ? 20 : 10,
    }));
    expect(trace).toEqual(['b#1 succeeded', 'a#1 succeeded']);
  });

  it('people without a time answer when no work is under way, and before time goes on', () => {
    const wait: NodePlan = { ...waitNode, name: 'w' };
    const { trace, passedMs } = run([human('ask'), tool('a'), wait], () => ({ ...done, afterMs: 50 }), {
      people: () => [{ answer: { outcome: 'ok' } }],
    });
    expect(trace).toEqual(['a#1 succeeded', 'ask#1 succeeded:ok', 'w#1 succeeded']);
    expect(passedMs).toBe(1_000);
  });

  it('a person who takes her time comes too late for the deadline', () => {
    const ask = { ...human('ask'), deadline: { after: 1_000, outcome: 'late' } };
    const { state, trace } = run([ask], undefined, {
      people: () => [{ afterMs: 2_000, answer: { outcome: 'ok' } }],
    });
    expect(trace).toEqual(['ask#1 succeeded:late']);
    expect(state.refused).toEqual([]);
  });
});

const waitNode = {
  kind: 'wait',
  order: 0,
  join: 'live',
  incoming: [],
  outgoing: [],
  solo: false,
  span: { for: 1_000 },
} as const;

describe('the end', () => {
  it('is when nothing can happen any more: an unanswered run waits', () => {
    const { result, state } = run([human('ask')]);
    expect(result).toBeUndefined();
    expect(Object.keys(state.requests)).toEqual(['ask#1']);
  });

  it('comes by cancelling, at its time', () => {
    const { result, passedMs } = run([human('ask')], undefined, {
      outside: [{ atMs: 60_000, event: { type: 'cancel' } }],
    });
    expect(result?.status).toBe('cancelled');
    expect(passedMs).toBe(60_000);
  });

  it('stops what is under way', () => {
    const fails = planOf(scopeOf([tool('a'), tool('b'), value('c', { value: 1 })], [forward(0, 2)]));
    const played = play(fails, {
      work: (_, { op }) => (op === 'a#1' ? { ...done, afterMs: 100 } : { ...early, afterMs: 10 }),
    });
    expect(endedVisits(fails, played.state).map(traceLine)).toEqual(['b#1 failed', 'a#1 cancelled']);
    expect(played.passedMs).toBe(10);
  });
});
