/** Loops: when they end, with what, and what a turn sees. */
import { describe, expect, it } from 'vitest';
import type { RepeatNode, ScopePlan } from '../../../src/interpreter/plan.ts';
import { traceOf } from '../../support/fixture.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { expr, repeat } from '../../support/plan-blocks.ts';
import { cel, planOf, scopeOf, value } from '../../support/plan.ts';
import { memoryWorld } from '../../support/tools.ts';

const countUp = scopeOf([value('x', expr('turn.?last.orValue(0) + 1'))], [], {
  output: expr('nodes.x.output.v', 'x'),
});

function outcome(max: number, scope: ScopePlan, more: Partial<RepeatNode>) {
  const node = repeat('r', max, scope, more);
  const plan = planOf(scopeOf([node], [], { output: expr('nodes.?r.output', 'r') }));
  const { result, state } = runInMemory(plan, memoryWorld, { asKept: true });
  return { result, trace: traceOf(state, plan) };
}

describe('repeat', () => {
  it('runs `max` turns where nothing else ends it, each with the output of the one before', () => {
    const { result, trace } = outcome(3, countUp, {});
    expect(result).toMatchObject({ output: 3 });
    expect(trace).toEqual([
      'r#1[0]/x#1 succeeded',
      'r#1[1]/x#1 succeeded',
      'r#1[2]/x#1 succeeded',
      'r#1 succeeded',
    ]);
  });

  it('reads `until` after a turn, and `while` before it', () => {
    expect(outcome(9, countUp, { until: cel('turn.last == 2') }).result).toMatchObject({ output: 2 });
    expect(outcome(9, countUp, { while: cel('turn.index < 4') }).result).toMatchObject({ output: 4 });
    expect(outcome(9, countUp, { while: cel('false') })).toEqual({
      result: { status: 'succeeded', output: null },
      trace: ['r#1 succeeded'],
    });
  });

  it('is done when `while` does not hold behind the last turn', () => {
    expect(outcome(2, countUp, { while: cel('turn.index < 2') }).result).toMatchObject({ output: 2 });
  });

  it('fails when its turns are used up, or goes on where it may', () => {
    const used = outcome(2, countUp, { until: cel('false') }).result;
    expect(used).toMatchObject({ status: 'failed', error: { type: 'repeat-exhausted', instance: 'r#1' } });
    const on = outcome(2, countUp, { until: cel('false'), onMax: 'continue' }).result;
    expect(on).toMatchObject({ output: 2 });
  });

  it('fails with a failed turn, and with a condition that cannot be read', () => {
    const bad = scopeOf([value('x', expr('[0][turn.index]'))]);
    expect(outcome(3, bad, {})).toMatchObject({
      result: { status: 'failed', error: { instance: 'r#1[1]/x#1' } },
      trace: ['r#1[0]/x#1 succeeded', 'r#1[1]/x#1 failed', 'r#1 failed'],
    });
    const { result } = outcome(3, countUp, { until: cel('turn.last.a.b == 1') });
    expect(result).toMatchObject({ status: 'failed', error: { type: 'expression', instance: 'r#1' } });
  });

  it('goes on after an `end` in a turn', () => {
    const turn = scopeOf([{ name: 'e', kind: 'end', output: expr('turn.index * 10'), levels: 0 }]);
    expect(outcome(3, turn, {}).result).toMatchObject({ output: 20 });
    const whole = scopeOf([{ name: 'e', kind: 'end', output: expr('turn.index * 10 + 1'), levels: 1 }]);
    expect(outcome(3, whole, {}).result).toMatchObject({ output: 1 });
  });
});
