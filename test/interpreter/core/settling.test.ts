/** The end of scopes: `complete`, `finally`, `onError`, and what runs on. */
import { describe, expect, it } from 'vitest';
import type { Plan, ScopePlan } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { expr } from '../../support/plan-blocks.ts';
import { forward, planOf, scopeOf, tool, value } from '../../support/plan.ts';
import { memoryWorld } from '../../support/tools.ts';

const block = (name: string, scope: ScopePlan, solo = true) => ({ name, kind: 'do' as const, scope, solo });
const bad = (name: string) => value(name, expr('[0][5]'));
const last = scopeOf([value('finally', expr('error == null ? "fine" : error.type'))]);

function played(plan: Plan) {
  const { result, state } = runInMemory(plan, memoryWorld, { asKept: true });
  return { result, trace: traceOf(state, plan) };
}

const race = (rest: 'keep' | 'cancel') =>
  scopeOf([tool('a', { solo: true }), tool('b', { solo: true })], [], { complete: { count: 1, rest } });

describe('complete', () => {
  it('withdraws the rest', () => {
    const plan = planOf(scopeOf([block('blk', race('cancel')), value('z', { value: 1 })], [forward(0, 1)]));
    const { state, feed, done } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['blk#1/a#1', 'blk#1/b#1']);
    expect(done('blk#1/b#1', 'b')).toEqual(['stop blk#1', 'stop blk#1/a#1']);
    expect(feed({ type: 'stopped', op: 'blk#1/a#1' })).toEqual(['finish']);
    expect(traceOf(state(), plan)).toEqual([
      'blk#1/b#1 succeeded',
      'blk#1/a#1 withdrawn',
      'blk#1 succeeded',
      'z#1 succeeded',
    ]);
  });

  it('lets the rest run on, which fails nothing and keeps the scope around open', () => {
    const plan = planOf(scopeOf([block('blk', race('keep')), value('z', { value: 1 })], [forward(0, 1)]));
    const { state, feed, done } = byHand(plan);
    feed({ type: 'start' });
    expect(done('blk#1/b#1', 'b')).toEqual([]);
    expect(traceOf(state(), plan)).toEqual(['blk#1/b#1 succeeded', 'blk#1 succeeded', 'z#1 succeeded']);
    const error = { type: 'late', title: 'late', retryable: false };
    expect(feed({ type: 'failed', op: 'blk#1/a#1', error })).toEqual(['finish']);
    expect(state().result).toMatchObject({ status: 'succeeded', output: { z: { v: 1 } } });
  });

  it('stops what runs on when the scope around is cancelled', () => {
    const plan = planOf(scopeOf([block('blk', race('keep')), tool('z')], [forward(0, 1)]));
    const { state, feed, done } = byHand(plan);
    feed({ type: 'start' });
    done('blk#1/b#1', 'b');
    expect(feed({ type: 'cancel' })).toEqual(['stop run', 'stop blk#1', 'stop blk#1/a#1']);
    feed({ type: 'stopped', op: 'z#1' });
    expect(feed({ type: 'stopped', op: 'blk#1/a#1' })).toEqual(['finish']);
    expect(state().result?.status).toBe('cancelled');
  });

  it('fails when it cannot be reached any more; a failure breaks only its branch', () => {
    const scope = scopeOf([bad('a'), value('b', { value: 1 })], [], {
      complete: { count: 2, rest: 'cancel' },
    });
    expect(played(planOf(scopeOf([block('blk', scope)])))).toMatchObject({
      result: { error: { type: 'incomplete', instance: 'blk#1' } },
    });
    const enough = scopeOf([bad('a'), value('b', { value: 1 })], [], {
      complete: { count: 1, rest: 'cancel' },
    });
    expect(played(planOf(scopeOf([block('blk', enough)])))).toMatchObject({
      result: { output: { blk: { b: { v: 1 } } } },
      trace: ['blk#1/a#1 failed', 'blk#1/b#1 succeeded', 'blk#1 succeeded'],
    });
  });
});

describe('finally', () => {
  it('runs after success, and sees no error', () => {
    const scope = scopeOf([value('a', { value: 1 })], [], { finally: last });
    expect(played(planOf(scope))).toMatchObject({
      result: { status: 'succeeded', output: { a: { v: 1 } } },
      trace: ['a#1 succeeded', 'finally#1 succeeded'],
    });
  });

  it('runs after what was undone, before the node of its block fails', () => {
    const undo: ScopePlan = scopeOf([value('compensate', expr('error.type'))]);
    const inner = scopeOf([{ ...value('a', { value: 1 }), compensate: undo }, bad('b')], [forward(0, 1)], {
      finally: last,
    });
    expect(played(planOf(scopeOf([block('blk', inner)]))).trace).toEqual([
      'blk#1/a#1 succeeded',
      'blk#1/b#1 failed',
      'blk#1/a#1/compensate#1 succeeded',
      'blk#1/finally#1 succeeded',
      'blk#1 failed',
    ]);
  });

  it('fails and undoes a scope that had succeeded, and is listed where one had failed', () => {
    const failing = scopeOf([bad('finally')]);
    const undo: ScopePlan = scopeOf([value('compensate', { value: 1 })]);
    const good = scopeOf([{ ...value('a', { value: 1 }), compensate: undo }], [], { finally: failing });
    expect(played(planOf(good))).toMatchObject({
      result: { status: 'failed', error: { type: 'expression', instance: 'finally#1' } },
      trace: ['a#1 succeeded', 'finally#1 failed', 'a#1/compensate#1 succeeded'],
    });
    expect(played(planOf(scopeOf([bad('a')], [], { finally: failing }))).result).toMatchObject({
      error: { instance: 'a#1', data: { finally: { instance: 'finally#1' } } },
    });
  });

  it('runs in a block that is withdrawn, and is awaited', () => {
    const inner = scopeOf([tool('w')], [], { finally: scopeOf([tool('finally')]) });
    const scope = scopeOf([block('blk', inner), { name: 'e', kind: 'end', output: { value: 7 }, levels: 0 }]);
    const { state, feed } = byHand(planOf(scope));
    expect(feed({ type: 'start' })).toEqual(['blk#1/w#1', 'stop run', 'stop blk#1']);
    expect(feed({ type: 'stopped', op: 'blk#1/w#1' })).toEqual(['blk#1/finally/cleanup', 'blk#1/finally#1']);
    expect(feed({ type: 'done', op: 'blk#1/finally#1', result: 1 })).toEqual([
      'stop blk#1/finally',
      'finish',
    ]);
    expect(state().result).toMatchObject({ status: 'succeeded', output: 7 });
  });
});

describe('onError: finish', () => {
  const plan = planOf(scopeOf([tool('a'), tool('b'), tool('c')], [forward(1, 2)], { letFinish: true }));
  const error = { type: 'bad', title: 'bad', retryable: false };

  it('lets what runs end, and starts nothing more', () => {
    const { state, feed } = byHand(plan);
    feed({ type: 'start' });
    expect(feed({ type: 'failed', op: 'a#1', error })).toEqual([]);
    expect(feed({ type: 'done', op: 'b#1', result: 1 })).toEqual(['finish']);
    expect(state().result).toMatchObject({ error: { type: 'bad' } });
  });

  it('lets the rest end after a second failure too; the first one stays', () => {
    const { state, feed } = byHand(
      planOf(scopeOf([tool('a'), tool('b'), tool('c')], [], { letFinish: true })),
    );
    feed({ type: 'start' });
    feed({ type: 'failed', op: 'a#1', error });
    expect(feed({ type: 'failed', op: 'b#1', error: { ...error, type: 'worse' } })).toEqual([]);
    expect(feed({ type: 'done', op: 'c#1', result: 1 })).toEqual(['finish']);
    expect(state().result).toMatchObject({ error: { type: 'bad' } });
  });

  it('is stopped by a cancellation after all', () => {
    const { state, feed } = byHand(plan);
    feed({ type: 'start' });
    feed({ type: 'failed', op: 'a#1', error });
    expect(feed({ type: 'cancel' })).toEqual(['stop run']);
    expect(feed({ type: 'stopped', op: 'b#1' })).toEqual(['finish']);
    expect(state().result).toMatchObject({ status: 'failed', error: { type: 'bad' } });
  });

  it('does not hold where a limit of time has run out', () => {
    const inner = scopeOf([tool('a')], [], { letFinish: true });
    const timed = { ...block('blk', inner), timeoutMs: 50 };
    const { state, feed } = byHand(planOf(scopeOf([timed])));
    feed({ type: 'start' });
    expect(feed({ type: 'fired', op: 'blk#1/timeout' })).toEqual(['stop blk#1']);
    expect(feed({ type: 'stopped', op: 'blk#1/a#1' })).toEqual(['finish']);
    expect(state().result).toMatchObject({ error: { type: 'timeout', instance: 'blk#1' } });
  });
});

it('fails a call that was cancelled from outside', () => {
  const { state, feed } = byHand(planOf(scopeOf([tool('a')])));
  feed({ type: 'start' });
  expect(feed({ type: 'stopped', op: 'a#1' })).toEqual(['finish']);
  expect(state().result).toMatchObject({ error: { type: 'cancelled', instance: 'a#1', retryable: false } });
});

it('changes nothing any more when it is over', () => {
  const { state, feed } = byHand(planOf(scopeOf([value('a', { value: 1 })])));
  expect(feed({ type: 'start' })).toEqual(['finish']);
  expect(feed({ type: 'answer', answer: { request: 'a#1' } })).toEqual([]);
  expect(feed({ type: 'cancel' })).toEqual([]);
  expect(state()).toMatchObject({ refused: [], result: { status: 'succeeded' } });
});
