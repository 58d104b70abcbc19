/** Locks: taken together, first come first served, given back however the visit ends. */
import { describe, expect, it } from 'vitest';
import { createState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import type { LockPlan } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { expr } from '../../support/plan-blocks.ts';
import { cel, forward, human, planOf, scopeOf, tool } from '../../support/plan.ts';

const lock = (...names: string[]): { lock: LockPlan } => ({
  lock: { names: names.map((name) => ({ value: name })), scope: 'run' },
});
const global: { lock: LockPlan } = { lock: { names: [{ value: 'db' }], scope: 'global' } };

describe('local locks', () => {
  it('are given in the order of asking, for each name', () => {
    const plan = planOf(
      scopeOf([tool('a', lock('x')), tool('b', lock('x', 'y')), tool('c', lock('y')), tool('d', lock('z'))]),
    );
    const { feed, done } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1', 'd#1']);
    expect(done('a#1')).toEqual(['b#1']);
    expect(done('b#1')).toEqual(['c#1']);
    done('c#1');
    expect(done('d#1')).toEqual(['finish']);
  });

  it('are given back by a failure that is handled', () => {
    const nodes = [tool('a', lock('x')), tool('b', lock('x')), tool('rescue')];
    const plan = planOf(scopeOf(nodes, [forward(0, 2, { on: ['error'] })]));
    const { feed, failed } = byHand(plan);
    feed({ type: 'start' });
    expect(failed('a#1', 'bad')).toEqual(['b#1', 'rescue#1']);
  });

  it('are asked for once by a visit that waits while others arrive', () => {
    const visits = { ...tool('g', lock('x')), join: 'each' as const };
    const edges = [forward(0, 3), forward(1, 3), forward(2, 3)];
    const { feed, done } = byHand(planOf(scopeOf([tool('a'), tool('b'), tool('c'), visits], edges)));
    feed({ type: 'start' });
    expect(done('a#1')).toEqual(['g#1']);
    expect(done('b#1')).toEqual([]);
    expect(done('c#1')).toEqual([]);
    expect(done('g#1')).toEqual(['g#2']);
    expect(done('g#2')).toEqual(['g#3']);
    expect(done('g#3')).toEqual(['finish']);
  });

  it('do not start what the window has no room for, and are held meanwhile', () => {
    const plan = planOf(scopeOf([tool('a'), tool('b', lock('x')), tool('c', lock('x'))]), {
      limits: { cleanupMs: 1_000, parallel: 1 },
    });
    const { feed, done } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1']);
    expect(done('a#1')).toEqual(['b#1']);
    expect(done('b#1')).toEqual(['c#1']);
  });

  it('let a node that waits too long fail without having started', () => {
    const nodes = [
      tool('a', lock('x')),
      tool('b', { ...lock('x'), timeoutMs: 50, solo: true }),
      tool('c', lock('x')),
    ];
    const plan = planOf(scopeOf([...nodes, tool('z')], [forward(1, 3, { on: ['error'] })]));
    const { feed, done, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1', 'b#1/timeout']);
    expect(feed({ type: 'fired', op: 'b#1/timeout' })).toEqual(['z#1']);
    expect(done('a#1')).toEqual(['c#1']);
    expect(traceOf(state(), plan)).toEqual(['b#1 failed', 'a#1 succeeded']);
  });

  it('count the waiting in the time of the work that follows', () => {
    const nodes = [tool('a', lock('x')), tool('b', { ...lock('x'), timeoutMs: 1_000, solo: true })];
    const { feed, done, state } = byHand(planOf(scopeOf(nodes)));
    feed({ type: 'start' });
    expect(done('a#1')).toEqual(['b#1']);
    expect(state().ops).toEqual({ 'b#1': { scope: 0, node: 1, visit: 1, is: 'call' } });
  });

  it('fail a node whose names cannot be read', () => {
    const names: LockPlan = { names: [expr('[0][1]')], scope: 'run' };
    const { feed, state } = byHand(planOf(scopeOf([tool('a', { lock: names })])));
    feed({ type: 'start' });
    expect(state().result).toMatchObject({ error: { type: 'expression', instance: 'a#1' } });
  });
});

it('a condition is read once, before the waiting for the lock', () => {
  const when = cel("run.now == '1970-01-01T00:00:00.001Z'");
  const plan = planOf(scopeOf([tool('a', lock('x')), tool('b', { ...lock('x'), when })]));
  const { feed, done } = byHand(plan);
  expect(feed({ type: 'start' })).toEqual(['a#1']);
  expect(done('a#1')).toEqual(['b#1']);
});

it('the time that a person has begins with the waiting for the lock', () => {
  const ask = { ...human('ask'), ...lock('x'), timeoutMs: 50 };
  const { feed, done, state } = byHand(planOf(scopeOf([tool('a', lock('x')), ask])));
  expect(feed({ type: 'start' })).toEqual(['a#1', 'ask#1/timeout']);
  expect(done('a#1')).toEqual([]);
  expect(Object.keys(state().requests)).toEqual(['ask#1']);
  expect(feed({ type: 'fired', op: 'ask#1/timeout' })).toEqual(['finish']);
  expect(state().result).toMatchObject({ error: { type: 'timeout', instance: 'ask#1' } });
  expect(state().ops).toEqual({});
});

it('the time that a person has is given up with the answer', () => {
  const ask = { ...human('ask'), ...lock('x'), timeoutMs: 50 };
  const { feed, done, state } = byHand(planOf(scopeOf([tool('a', lock('x')), ask])));
  feed({ type: 'start' });
  done('a#1');
  expect(feed({ type: 'answer', answer: { node: 'ask' } })).toEqual(['stop ask#1', 'finish']);
  expect(state().ops).toEqual({});
});

describe('global locks', () => {
  it('are asked for, waited for, and given back before the run ends', () => {
    const { feed, done, state } = byHand(planOf(scopeOf([tool('a', global)])));
    expect(feed({ type: 'start' })).toEqual(['a#1/lock']);
    expect(done('a#1/lock')).toEqual([]);
    expect(feed({ type: 'granted', op: 'a#1' })).toEqual(['a#1']);
    expect(feed({ type: 'granted', op: 'a#1' })).toEqual([]);
    expect(done('a#1')).toEqual(['a#1/unlock']);
    expect(state().result).toBeUndefined();
    expect(done('a#1/unlock')).toEqual(['finish']);
  });

  it('are asked for in the order of their names, each once', () => {
    const names = ['y', 'x', 'y'].map((value) => ({ value }));
    const plan = planOf(scopeOf([tool('a', { lock: { names, scope: 'global' } })]));
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    expect(transition(plan, state, { type: 'start', at: 1 })).toMatchObject([
      { op: 'a#1/lock', input: { kind: 'lock', names: ['x', 'y'] } },
    ]);
  });

  it('are given back by a run that is cancelled while it waits', () => {
    const { feed, done, failed } = byHand(planOf(scopeOf([tool('a', global)])));
    feed({ type: 'start' });
    expect(feed({ type: 'cancel' })).toEqual(['a#1/unlock']);
    expect(done('a#1/lock')).toEqual([]);
    expect(failed('a#1/unlock', 'unavailable')).toEqual(['finish']);
  });

  it('fail the node when they cannot even be asked for', () => {
    const { feed, failed, done, state } = byHand(planOf(scopeOf([tool('a', global)])));
    feed({ type: 'start' });
    expect(failed('a#1/lock', 'unavailable')).toEqual(['a#1/unlock']);
    expect(done('a#1/unlock')).toEqual(['finish']);
    expect(state().result).toMatchObject({ error: { type: 'unavailable', instance: 'a#1' } });
  });
});
