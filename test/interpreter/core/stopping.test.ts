/** Nodes that are kept from starting or ended from the side: `unless`, `rest: cancel`, `cancel`, rounds that wait. */
import { describe, expect, it } from 'vitest';
import type { CancelNode, EdgePlan, NodePlan, ScopePlan } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { again, cel, forward, planOf, scopeOf, tool, value } from '../../support/plan.ts';

function cancel(name: string, targets: CancelNode['targets'], as: CancelNode['as'] = 'cancelled') {
  return { name, kind: 'cancel' as const, targets, as };
}

/** The builder of plans knows no `unless`: edges of it stand in `outgoing` of their source only. */
function withUnless(scope: ScopePlan): ScopePlan {
  const nodes = scope.nodes.map((node, index): NodePlan => {
    const unless = scope.edges.flatMap((edge, at) =>
      edge.kind === 'unless' && edge.to === index ? [at] : [],
    );
    const incoming = node.incoming.filter((edge) => !unless.includes(edge));
    return { ...node, incoming, ...(unless.length > 0 && { unless }) };
  });
  return { ...scope, nodes };
}

const unless = (from: number, to: number): EdgePlan => ({ kind: 'unless', from, to, on: ['success'] });

describe('unless', () => {
  const scope = withUnless(scopeOf([tool('a'), tool('b'), tool('c')], [forward(0, 2), unless(1, 2)]));

  it('keeps a node from starting once its entry is taken, without waiting for the join', () => {
    const plan = planOf(scope);
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    done('b#1');
    expect(traceOf(state(), plan)).toEqual(['b#1 succeeded', 'c#1 skipped']);
    expect(done('a#1')).toEqual(['finish']);
  });

  it('does nothing to a node that has started', () => {
    const { feed, done } = byHand(planOf(scope));
    feed({ type: 'start' });
    expect(done('a#1')).toEqual(['c#1']);
    expect(done('b#1')).toEqual([]);
    expect(done('c#1')).toEqual(['finish']);
  });

  it('takes a node out of the window', () => {
    const plan = planOf(scope, { limits: { cleanupMs: 1_000, parallel: 2 } });
    const { feed, done, verb, state } = byHand(plan);
    feed({ type: 'start' });
    verb({ do: 'pause' });
    done('a#1');
    done('b#1');
    expect(traceOf(state(), plan)).toEqual(['a#1 succeeded', 'b#1 succeeded', 'c#1 skipped']);
    expect(state().result?.status).toBe('succeeded');
  });
});

describe('rest: cancel', () => {
  it('withdraws what leads to the join only, started or not', () => {
    const join = { ...value('j', { value: 1 }), join: 'any' as const, cancels: [0, 1, 2] };
    const nodes = [tool('a', { solo: true }), tool('b', { solo: true }), tool('b2', { solo: true }), join];
    const plan = planOf(scopeOf(nodes, [forward(0, 3), forward(1, 2), forward(2, 3)]));
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    expect(done('a#1')).toEqual(['stop b#1']);
    expect(feed({ type: 'stopped', op: 'b#1' })).toEqual(['finish']);
    expect(traceOf(state(), plan)).toEqual([
      'a#1 succeeded',
      'b2#1 withdrawn',
      'j#1 succeeded',
      'b#1 withdrawn',
    ]);
  });
});

describe('cancel', () => {
  it('ends what runs and what has not started; edges on `cancelled` are taken', () => {
    const nodes = [
      tool('a', { solo: true }),
      tool('b'),
      cancel('x', [
        { levels: 0, node: 0 },
        { levels: 0, node: 1 },
      ]),
      tool('after'),
    ];
    const edges = [forward(0, 1), forward(0, 3, { on: ['cancelled'] })];
    const plan = planOf(scopeOf(nodes, edges));
    const { feed, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1', 'stop a#1']);
    expect(feed({ type: 'stopped', op: 'a#1' })).toEqual(['after#1']);
    expect(traceOf(state(), plan)).toEqual(['x#1 succeeded', 'b#1 cancelled', 'a#1 cancelled']);
  });

  it('does not undo what is inside of a block, but runs its `finally`', () => {
    const undo = scopeOf([tool('compensate')]);
    const inner = scopeOf([tool('p', { compensate: undo }), tool('q')], [], {
      finally: scopeOf([value('finally', { value: 1 })]),
    });
    const nodes = [
      { name: 'blk', kind: 'do' as const, scope: inner, solo: true },
      tool('go'),
      cancel('x', [{ levels: 0, node: 0 }]),
    ];
    const plan = planOf(scopeOf(nodes, [forward(1, 2)]));
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    done('blk#1/p#1');
    done('go#1');
    expect(feed({ type: 'stopped', op: 'blk#1/q#1' })).toEqual([
      'blk#1/finally/cleanup',
      'stop blk#1/finally',
      'finish',
    ]);
    expect(traceOf(state(), plan)).toEqual([
      'blk#1/p#1 succeeded',
      'go#1 succeeded',
      'x#1 succeeded',
      'blk#1/q#1 withdrawn',
      'blk#1/finally#1 succeeded',
      'blk#1 cancelled',
    ]);
  });

  it('completes a block with the output that it has now', () => {
    const inner = scopeOf([tool('p', { solo: true })], [], { output: { value: 'so far' } });
    const nodes = [
      { name: 'blk', kind: 'do' as const, scope: inner, solo: true },
      cancel('x', [{ levels: 0, node: 0 }], 'succeeded'),
    ];
    const { feed, state } = byHand(planOf(scopeOf(nodes)));
    feed({ type: 'start' });
    feed({ type: 'stopped', op: 'blk#1/p#1' });
    expect(state().result).toMatchObject({ output: { blk: 'so far' } });
  });
});

describe('a round', () => {
  it('runs again what was cancelled before it started', () => {
    const gate = {
      name: 'gate',
      kind: 'switch' as const,
      cases: [
        ['back', cel('size(nodes.?gate.visits) < 1', 'gate')],
        ['on', true],
      ] as const,
    };
    const nodes = [tool('a'), tool('b'), gate, cancel('x', [{ levels: 0, node: 1 }])];
    const edges = [
      again(2, 0, 1, [0, 1, 2], { outcome: 'back', between: [0, 2] }),
      forward(0, 1, { when: cel('size(nodes.a.visits) > 1', 'a') }),
      forward(0, 2),
    ];
    const plan = planOf(scopeOf(nodes, edges));
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    expect(done('a#1')).toEqual(['a#2']);
    expect(done('a#2')).toEqual(['b#2']);
    done('b#2');
    expect(traceOf(state(), plan)).toContain('b#1 cancelled');
    expect(traceOf(state(), plan)).toContain('b#2 succeeded');
  });
});

describe('running: finish', () => {
  it('waits for what runs in the region, records it, and resolves none of its edges', () => {
    const check = {
      name: 'check',
      kind: 'switch' as const,
      cases: [
        ['again', cel('nodes.?check.visits.size() < 1', 'check')],
        ['ok', true],
      ] as const,
    };
    const nodes = [value('a', { value: 1 }), tool('slow'), { ...check, name: 'check' }, tool('z')];
    const edges = [
      again(2, 0, 1, [0, 1, 2, 3], { outcome: 'again', finish: true }),
      forward(0, 1),
      forward(0, 2),
      forward(1, 3),
    ];
    const plan = planOf(scopeOf(nodes, edges));
    const { feed, done, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['slow#1']);
    expect(done('slow#1')).toEqual(['slow#2']);
    expect(traceOf(state(), plan)).toEqual([
      'a#1 succeeded',
      'check#1 succeeded:again',
      'slow#1 succeeded',
      'a#2 succeeded',
      'check#2 succeeded:ok',
    ]);
    expect(done('slow#2')).toEqual(['z#1']);
  });
});
