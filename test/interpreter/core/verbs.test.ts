/** What people tell a run while it goes on: pause, steps, and nodes that are ended from outside. */
import { describe, expect, it } from 'vitest';
import { judgeVerb, nextHalted } from '../../../src/interpreter/core/verbs.ts';
import { openStatus, waitingFor } from '../../../src/interpreter/core/status.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { map } from '../../support/plan-blocks.ts';
import { cel, forward, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const chain = planOf(scopeOf([tool('a'), tool('b'), tool('c')], [forward(0, 1), forward(1, 2)]));

describe('pause', () => {
  it('starts nothing more, and goes on with what waited', () => {
    const { feed, done, verb, state } = byHand(chain);
    expect(feed({ type: 'start' })).toEqual(['a#1']);
    verb({ do: 'pause' });
    expect(done('a#1')).toEqual([]);
    expect([openStatus(state()), waitingFor(state())]).toEqual(['paused', ['pause']]);
    expect(nextHalted(chain, state())).toBe('b');
    expect(verb({ do: 'unpause' })).toEqual(['b#1']);
    expect(openStatus(state())).toBe('running');
  });

  it('ends with a cancellation, which compensates as always', () => {
    const undo = scopeOf([tool('compensate')]);
    const plan = planOf(scopeOf([tool('a', { compensate: undo }), tool('b')], [forward(0, 1)]));
    const { feed, done, verb } = byHand(plan);
    feed({ type: 'start' });
    verb({ do: 'pause' });
    done('a#1');
    expect(feed({ type: 'cancel' })).toEqual(['a#1/compensate/cleanup', 'a#1/compensate#1']);
  });

  it('does not hold back what is skipped, nor the end of a scope', () => {
    const nodes = [tool('a'), { ...value('b', { value: 1 }), when: cel('false') }];
    const { feed, done, verb, state } = byHand(planOf(scopeOf(nodes, [forward(0, 1)])));
    feed({ type: 'start' });
    verb({ do: 'pause' });
    expect(done('a#1')).toEqual(['finish']);
    expect(state().result?.status).toBe('succeeded');
  });
});

describe('step mode', () => {
  it('halts before each node, and lets one start at a time in the order of the text', () => {
    const plan = planOf(scopeOf([tool('a'), tool('b'), value('c', { value: 1 })]));
    const { feed, done, verb, state } = byHand(plan);
    verb({ do: 'step-mode', on: true });
    expect(feed({ type: 'start' })).toEqual([]);
    expect(nextHalted(plan, state())).toBe('a');
    expect(verb({ do: 'step' })).toEqual(['a#1']);
    expect(nextHalted(plan, state())).toBe('b');
    expect(verb({ do: 'step' })).toEqual(['b#1']);
    done('a#1');
    expect(verb({ do: 'step-mode', on: false })).toEqual([]);
    expect(done('b#1')).toEqual(['finish']);
  });

  it('is told apart from a pause', () => {
    const { feed, state, verb } = byHand(chain);
    feed({ type: 'start' });
    verb({ do: 'pause' });
    expect(judgeVerb(chain, state(), { do: 'step' })).toMatchObject({ type: 'verb-not-stepping' });
  });
});

describe('ending a node from outside', () => {
  it('cancels what runs, and what has not started', () => {
    const { feed, verb, state } = byHand(
      planOf(scopeOf([tool('a', { solo: true }), tool('b')], [forward(0, 1)])),
    );
    feed({ type: 'start' });
    expect(verb({ do: 'cancel-node', node: 'a' })).toEqual(['stop a#1']);
    expect(feed({ type: 'stopped', op: 'a#1' })).toEqual(['finish']);
    expect(traceOf(state(), planOf(scopeOf([tool('a'), tool('b')])))).toEqual([
      'a#1 cancelled',
      'b#1 skipped',
    ]);
  });

  it('completes a map with what it has, or one item of it', () => {
    const item = scopeOf([tool('w')], [], { output: { expr: cel('nodes.w.output', 'w') } });
    const plan = planOf(
      scopeOf([map('m', { value: [1, 2, 3] }, item)], [], { output: { expr: cel('nodes.m.output', 'm') } }),
    );
    const { feed, done, verb, state } = byHand(plan);
    feed({ type: 'start' });
    done('m#1[1]/w#1', 'one');
    expect(verb({ do: 'cancel-node', node: 'm#1[0]' })).toEqual(['stop m#1[0]']);
    feed({ type: 'stopped', op: 'm#1[0]/w#1' });
    expect(verb({ do: 'complete-node', node: 'm' })).toEqual(['stop m#1', 'stop m#1[2]']);
    expect(feed({ type: 'stopped', op: 'm#1[2]/w#1' })).toEqual(['finish']);
    expect(state().result).toMatchObject({ status: 'succeeded', output: ['one'] });
  });

  it('refuses what means nothing', () => {
    const two = planOf(scopeOf([map('m', { value: [1, 2] }, scopeOf([tool('w')]))]));
    const { feed, state } = byHand(two);
    feed({ type: 'start' });
    const judged = (node: string, what: 'cancel-node' | 'complete-node' = 'cancel-node') =>
      judgeVerb(two, state(), { do: what, node });
    expect(judged('x')).toMatchObject({ type: 'verb-unknown' });
    expect(judged('w')).toMatchObject({
      type: 'verb-ambiguous',
      title: '`w` means several nodes: m#1[0]/w, m#1[1]/w',
    });
    expect(judged('m#1[0]/w', 'complete-node')).toMatchObject({ type: 'verb-impossible' });
    expect([judged('m'), judged('m#1'), judged('m#1[1]'), judged('m#1[1]/w#1')]).toEqual(
      Array.from({ length: 4 }, () => ({ is: 'accept' })),
    );
  });
});
