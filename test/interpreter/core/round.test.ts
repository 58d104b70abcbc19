/** Rounds (S12): what is set back, what is left as it is, and that nothing starts before the withdrawn has stopped. */
import { describe, expect, it } from 'vitest';
import { setBackBy } from '../../../src/interpreter/core/round.ts';
import { createScope, createState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import type { AgainEdge } from '../../../src/interpreter/plan.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { byHand } from '../../support/by-hand.ts';
import { again, cel, forward, human, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const echo = () => ({ result: {} });
const solo = (name: string) => tool(name, { solo: true });

describe('the region of a round', () => {
  // target 0 → source 1; side 2 hangs on the target; late 3 joins side and an outside node 4.
  const back = again(1, 0, 3, [0, 1, 2, 3], { between: [0, 1] });
  const edges = [forward(0, 1), forward(0, 2), forward(2, 3), forward(4, 3), back];
  const nodes = ['target', 'source', 'side', 'late', 'outside'].map((name) => value(name, { value: 1 }));
  const plan = scopeOf(nodes, edges);

  function region(by: Readonly<Record<number, readonly number[]>>): readonly number[] {
    const scope = createScope(0, plan, '', 'run');
    scope.nodes.forEach((node, index) => {
      const started = by[index];
      if (!started) return;
      node.phase = 'resolved';
      node.by = started;
    });
    return setBackBy(plan, scope, back satisfies AgainEdge);
  }

  it('holds what lies between, and what depended on it', () => {
    expect(region({ 0: [], 1: [0], 2: [1], 3: [2], 4: [] })).toEqual([0, 1, 2, 3]);
  });

  it('leaves a node whose last start did not depend on an edge from inside', () => {
    expect(region({ 0: [], 1: [0], 2: [1], 3: [3], 4: [] })).toEqual([0, 1, 2]);
  });

  it('sets back what has not started', () => {
    expect(region({ 0: [], 1: [0], 2: [1], 4: [] })).toEqual([0, 1, 2, 3]);
  });
});

describe('a round', () => {
  const back = again(1, 0, 1, [0, 1, 2], { between: [0, 1], outcome: 'again' });
  const side = { ...tool('side'), solo: true };
  const graph = scopeOf(
    [value('start', { value: 1 }), human('decide', ['again', 'go']), side],
    [forward(0, 1), forward(0, 2), back],
  );

  it('does not begin before withdrawn work has stopped (R3)', () => {
    const plan = planOf(graph);
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    transition(plan, state, { type: 'start', at: 1 });
    const taken = transition(plan, state, {
      type: 'answer',
      at: 2,
      answer: { request: 'decide#1', outcome: 'again' },
    });
    expect(taken).toEqual([{ type: 'stop', group: 'side#1' }]);
    expect(Object.keys(state.requests)).toEqual([]);
    const begun = transition(plan, state, { type: 'stopped', at: 3, op: 'side#1' });
    expect(begun).toMatchObject([{ type: 'call', op: 'side#2' }]);
    expect(Object.keys(state.requests)).toEqual(['decide#2']);
  });

  it('does not count a withdrawn visit, whatever came of its work', () => {
    const plan = planOf(graph);
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    transition(plan, state, { type: 'start', at: 1 });
    transition(plan, state, { type: 'answer', at: 2, answer: { request: 'decide#1', outcome: 'again' } });
    transition(plan, state, { type: 'done', at: 3, op: 'side#1', result: {} });
    expect(state.scopes[0]?.nodes[2]?.visits).toMatchObject([{ status: 'withdrawn' }]);
    expect(state.scopes[0]?.nodes[2]?.last).toBeUndefined();
  });

  it('keeps the output of the round before for those who read it', () => {
    const reading = value('start', { expr: cel("nodes.?decide.output.?note.orValue('none')", 'decide') });
    const decide = {
      ...human('decide', ['again', 'go']),
      form: { type: 'object', properties: { note: { type: 'string' } } },
    };
    const plan = planOf(
      scopeOf([reading, decide], [forward(0, 1), again(1, 0, 1, [0, 1], { outcome: 'again' })]),
    );
    const answers = [
      { request: 'decide#1', outcome: 'again', value: { note: 'shorter' } },
      { request: 'decide#2', outcome: 'go' },
    ];
    const { state } = runInMemory(plan, echo, { sent: answers });
    expect(state.scopes[0]?.nodes[0]?.visits).toMatchObject([
      { output: { v: 'none' } },
      { output: { v: 'shorter' } },
    ]);
  });

  it('takes the first matching way back that has rounds left', () => {
    const nodes = [value('a', { value: 1 }), value('b', { value: 1 }), human('pick', ['back', 'on'])];
    const outcome = 'back';
    const edges = [
      forward(0, 1),
      forward(1, 2),
      again(2, 1, 1, [1, 2], { outcome }),
      again(2, 0, 1, [0, 1, 2], { outcome }),
    ];
    const answers = ['back', 'back', 'on'].map((chosen, index) => ({
      request: `pick#${index + 1}`,
      outcome: chosen,
    }));
    const { state, result } = runInMemory(planOf(scopeOf(nodes, edges)), echo, { sent: answers });
    expect(result?.status).toBe('succeeded');
    expect(state.scopes[0]?.nodes.map(({ visits }) => visits.length)).toEqual([2, 3, 3]);
  });
});

describe('rounds beside each other', () => {
  it('begin each when its own withdrawn work has stopped', () => {
    const names = ['a', 'ask', 'slow', 'a2', 'ask2', 'slow2'];
    const edges = [0, 3].flatMap((first) => [
      forward(first, first + 1),
      forward(first, first + 2),
      again(first + 1, first, 1, [first, first + 1, first + 2]),
    ]);
    const { feed, done } = byHand(planOf(scopeOf(names.map(solo), edges)));
    feed({ type: 'start' });
    done('a#1');
    done('a2#1');
    expect(done('ask#1')).toEqual(['stop slow#1']);
    expect(done('ask2#1')).toEqual(['stop slow2#1']);
    expect(feed({ type: 'stopped', op: 'slow#1' })).toEqual(['a#2']);
    expect(feed({ type: 'stopped', op: 'slow2#1' })).toEqual(['a2#2']);
  });

  it('hold what both set back until the later one begins', () => {
    const shared = { ...solo('shared'), join: 'any' } as const;
    const nodes = [solo('a'), solo('ask'), solo('b'), solo('ask2'), solo('slow'), shared];
    const edges = [
      forward(0, 1),
      forward(2, 3),
      forward(2, 4),
      forward(0, 5),
      forward(2, 5),
      again(1, 0, 1, [0, 1, 5]),
      again(3, 2, 1, [2, 3, 4, 5]),
    ];
    const { feed, done } = byHand(planOf(scopeOf(nodes, edges)));
    feed({ type: 'start' });
    done('a#1');
    done('b#1');
    expect(done('ask2#1')).toEqual(['stop slow#1', 'stop shared#1']);
    expect(done('ask#1')).toEqual([]);
    expect(feed({ type: 'stopped', op: 'shared#1' })).toEqual(['a#2']);
    expect(done('a#2')).toEqual(['ask#2']);
    expect(feed({ type: 'stopped', op: 'slow#1' })).toEqual(['b#2', 'shared#2']);
  });

  it('wait for what runs on inside a block that has succeeded', () => {
    const inner = scopeOf([solo('quick'), solo('rest')], [], {
      complete: { count: 1, rest: 'keep' },
    });
    const block = { name: 'blk', kind: 'do', scope: inner, solo: true } as const;
    const edges = [forward(0, 1), again(1, 0, 1, [0, 1])];
    const { feed, done } = byHand(planOf(scopeOf([block, solo('ask')], edges)));
    expect(feed({ type: 'start' })).toEqual(['blk#1/quick#1', 'blk#1/rest#1']);
    expect(done('blk#1/quick#1')).toEqual(['ask#1']);
    expect(done('ask#1')).toEqual(['stop blk#1', 'stop blk#1/rest#1']);
    expect(feed({ type: 'stopped', op: 'blk#1/rest#1' })).toEqual(['blk#2/quick#1', 'blk#2/rest#1']);
  });
});
