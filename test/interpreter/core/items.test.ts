/** Maps: order, errors, windows, early ends, and items that come while it runs. */
import { describe, expect, it } from 'vitest';
import { cel, planOf, scopeOf, tool, value } from '../../support/plan.ts';
import { expr, map } from '../../support/plan-blocks.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { memoryWorld } from '../../support/tools.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';

const double = scopeOf([value('x', expr('item * 2'))], [], { output: expr('nodes.x.output.v', 'x') });
/** Fails for items greater than 2. */
const picky = scopeOf([value('x', expr('item > 2 ? [0][5] : item'))], [], {
  output: expr('nodes.x.output.v', 'x'),
});
const items = (...list: number[]) => ({ value: list });

const event = (data: number) => ({ event: { name: 'order', data } });

function outputOf(node: ReturnType<typeof map>) {
  const plan = planOf(scopeOf([node], [], { output: expr('nodes.?m.output', 'm') }));
  const { result, state } = runInMemory(plan, memoryWorld, { asKept: true });
  return { result, trace: traceOf(state, plan), state };
}

describe('map', () => {
  it('gives its results in the order of the items', () => {
    const { result, trace } = outputOf(map('m', items(1, 2, 3), double));
    expect(result).toMatchObject({ output: [2, 4, 6] });
    expect(trace).toEqual([
      'm#1[0]/x#1 succeeded',
      'm#1[1]/x#1 succeeded',
      'm#1[2]/x#1 succeeded',
      'm#1 succeeded',
    ]);
  });

  it('gives an empty list for no items, and fails for what is no list', () => {
    expect(outputOf(map('m', items(), double)).result).toMatchObject({ output: [] });
    const { result } = outputOf(map('m', { value: null }, double));
    expect(result).toMatchObject({ status: 'failed', error: { type: 'expression', instance: 'm#1' } });
  });

  it('fails with its first item, leaves failed items out, or collects them', () => {
    const failed = outputOf(map('m', items(1, 3, 2), picky)).result;
    expect(failed).toMatchObject({ status: 'failed', error: { instance: 'm#1[1]/x#1' } });
    const skipped = outputOf(map('m', items(1, 3, 2), picky, { onItemError: 'skip' })).result;
    expect(skipped).toMatchObject({ output: [1, 2] });
    const collected = outputOf(map('m', items(1, 3), picky, { onItemError: 'collect' })).result;
    expect(collected).toMatchObject({
      output: [
        { index: 0, output: 1 },
        { index: 1, error: { type: 'expression' } },
      ],
    });
  });

  it('has no more items under way than `concurrency`, in their order', () => {
    const inside = scopeOf([tool('w')]);
    const plan = planOf(scopeOf([map('m', items(1, 2, 3), inside, { concurrency: 2 })]));
    const { feed, done, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['m#1[0]/w#1', 'm#1[1]/w#1']);
    expect(done('m#1[1]/w#1')).toEqual(['m#1[2]/w#1']);
    expect(done('m#1[0]/w#1')).toEqual([]);
    expect(done('m#1[2]/w#1')).toEqual(['finish']);
    expect(state().result).toMatchObject({ status: 'succeeded' });
  });

  it('ends early with what it has, and fails when that cannot be reached any more', () => {
    const any = scopeOf([], [], { complete: { count: 2, rest: 'cancel' } });
    expect(outputOf(map('m', items(1, 3, 2, 1), picky, { whole: any })).result).toMatchObject({
      output: [1, 2],
    });
    const never = outputOf(map('m', items(3, 3, 1), picky, { whole: any })).result;
    expect(never).toMatchObject({ status: 'failed', error: { type: 'incomplete' } });
    const by = scopeOf([], [], {
      complete: { when: cel('ends.succeeded == 1 && ends.open == 1'), rest: 'cancel' },
    });
    expect(outputOf(map('m', items(1, 2), picky, { whole: by })).result).toMatchObject({ output: [1] });
  });

  it('takes items while it runs, until the event that closes it', () => {
    const more = { event: 'order', until: cel('event.data == 0') };
    const plan = planOf(
      scopeOf([map('m', items(1), double, { more })], [], { output: expr('nodes.m.output', 'm') }),
    );
    const { result } = runInMemory(plan, memoryWorld, {
      sent: [event(5), event(6), event(0), event(7)],
      asKept: true,
    });
    expect(result).toMatchObject({ output: [2, 10, 12] });
  });
});
