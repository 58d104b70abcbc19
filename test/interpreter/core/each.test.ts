/** `join: each`: a visit for every taken edge, one resolution, and what rounds leave of them. */
import { describe, expect, it } from 'vitest';
import type { EdgePlan, Plan } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { expr } from '../../support/plan-blocks.ts';
import { cel, forward, planOf, scopeOf, tool, value } from '../../support/plan.ts';
import { memoryWorld } from '../../support/tools.ts';

const gather = { ...value('g', expr('edge.from')), join: 'each' as const };
const output = { output: expr('nodes.?g.output', 'g') };
const sources = [value('a', { value: 1 }), value('b', { value: 2 })];

function played(plan: Plan) {
  const { result, state } = runInMemory(plan, memoryWorld, { asKept: true });
  return { result, trace: traceOf(state, plan), state };
}

describe('join: each', () => {
  it('runs once for every taken edge, and gives the outputs in their order', () => {
    const plan = planOf(scopeOf([...sources, gather], [forward(0, 2), forward(1, 2)], output));
    const { result, trace } = played(plan);
    expect(result).toMatchObject({ output: [{ v: 'a' }, { v: 'b' }] });
    expect(trace).toEqual(['a#1 succeeded', 'b#1 succeeded', 'g#1 succeeded', 'g#2 succeeded']);
  });

  it('reads `when` for each edge, and is skipped when nothing is left', () => {
    const one = { ...gather, when: cel('edge.from == "b"') };
    const edges = [forward(0, 2), forward(1, 2)];
    expect(played(planOf(scopeOf([...sources, one], edges, output)))).toMatchObject({
      result: { output: [{ v: 'b' }] },
      trace: ['a#1 succeeded', 'b#1 succeeded', 'g#1 succeeded'],
    });
    const none = { ...gather, when: cel('false') };
    expect(played(planOf(scopeOf([...sources, none], edges))).trace).toEqual([
      'a#1 succeeded',
      'b#1 succeeded',
      'g#1 skipped',
    ]);
  });

  it('resolves its own edges once, after the last visit', () => {
    const after = value('z', expr('nodes.g.output.size()', 'g'));
    const edges: EdgePlan[] = [forward(0, 2), forward(1, 2), forward(2, 3)];
    const { result, trace } = played(planOf(scopeOf([...sources, gather, after], edges)));
    expect(trace).toEqual([
      'a#1 succeeded',
      'b#1 succeeded',
      'g#1 succeeded',
      'g#2 succeeded',
      'z#1 succeeded',
    ]);
    expect(result).toMatchObject({ output: { z: { v: 2 } } });
  });

  it('lets visits overlap, and fails with the first by arrival when all have ended', () => {
    const slow = { ...tool('g', { input: expr('edge') }), join: 'each' as const };
    const plan = planOf(scopeOf([...sources, slow], [forward(0, 2), forward(1, 2)]));
    const { feed, failed, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['g#1', 'g#2']);
    expect(failed('g#2', 'second')).toEqual([]);
    expect(failed('g#1', 'first')).toEqual(['finish']);
    expect(state().result).toMatchObject({ error: { type: 'first', instance: 'g#1' } });
  });

  it('has its visits wait for the window one by one', () => {
    const slow = { ...tool('g', { input: expr('edge') }), join: 'each' as const };
    const plan = planOf(scopeOf([...sources, slow], [forward(0, 2), forward(1, 2)]), {
      limits: { cleanupMs: 1_000, parallel: 1 },
    });
    const { feed, done, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['g#1']);
    expect(done('g#1', 1)).toEqual(['g#2']);
    expect(done('g#2', 2)).toEqual(['finish']);
    expect(state().slots).toBe(0);
  });
});
