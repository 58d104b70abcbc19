/**
 * Random graphs with random failures, people and rounds: what must hold for every run, whatever the graph.
 * A failing case prints its seed; put it into `examples` to keep it.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgePlan, Plan } from '../../../src/interpreter/plan.ts';
import { runInMemory, type World } from '../../support/memory-run.ts';
import { again, forward, human, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const kinds = ['let', 'tool', 'bad', 'human'] as const;
const on = [
  ['success'],
  ['error'],
  ['success', 'error', 'skipped'],
  ['skipped'],
  ['success', 'skipped'],
] as const;
const joins = ['live', 'all', 'any', { count: 2 }] as const;

const graphs = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), join: fc.constantFrom(...joins) }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((nodes) => {
    const node = fc.nat(nodes.length - 1);
    const edge = fc.record({ a: node, b: node, on: fc.constantFrom(...on) });
    return fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(edge, { maxLength: 14 }),
      back: fc.option(edge),
      parallel: fc.integer({ min: 1, max: 4 }),
    });
  })
  .map(({ nodes, edges, back, parallel }): Plan => {
    const bare = nodes.map(({ kind, join }, index) => ({ ...nodeOf(kind, `n${index}`), join, solo: true }));
    const ahead: EdgePlan[] = edges.flatMap(({ a, b, on: causes }) =>
      a === b ? [] : [forward(Math.min(a, b), Math.max(a, b), { on: causes })],
    );
    const region = back ? reached(ahead, Math.min(back.a, back.b)) : [];
    const source = back ? Math.max(back.a, back.b) : 0;
    const ways = back && region.includes(source) ? [wayBack(ahead, region, source, back.on)] : [];
    return planOf(scopeOf(bare, [...ahead, ...ways]), { limits: { cleanupMs: 1_000, parallel } });
  });

function nodeOf(kind: (typeof kinds)[number], name: string) {
  if (kind === 'let') return value(name, { value: name });
  if (kind === 'human') return human(name);
  return tool(name, { tool: kind === 'bad' ? 'test.fail' : 'test.echo' });
}

function reached(edges: readonly EdgePlan[], from: number): number[] {
  const found = new Set([from]);
  for (const node of found) for (const edge of edges) if (edge.from === node) found.add(edge.to);
  return [...found].sort((a, b) => a - b);
}

function wayBack(
  edges: readonly EdgePlan[],
  region: number[],
  source: number,
  causes: readonly ['success', ...string[]] | readonly string[],
) {
  const target = region[0] ?? 0;
  const between = region.filter((node) => reached(edges, node).includes(source));
  return { ...again(source, target, 2, region, { between }), on: causes as (typeof on)[number] };
}

const world: World = (call) =>
  call.kind === 'tool' && call.tool === 'test.fail'
    ? { error: { type: 'broken', title: 'It broke', retryable: false } }
    : { result: { ok: true } };

/** Answers to every request that can ever be open, in an order of their own. */
const answersOf = (plan: Plan) =>
  [1, 2, 3].flatMap((visit) =>
    plan.scope.nodes.map(({ name }) => ({ request: `${name}#${visit}`, outcome: 'ok' })),
  );

const runs = { numRuns: 2_000 };

describe('every run', () => {
  it('comes to an end that leaves nothing behind', () => {
    fc.assert(
      fc.property(graphs, (plan) => {
        const answers = [...answersOf(plan), ...answersOf(plan), ...answersOf(plan)];
        const { state, result } = runInMemory(plan, world, { sent: answers });
        expect(result).toBeDefined();
        expect([state.ops, state.requests, state.ready, state.slots]).toEqual([{}, {}, [], 0]);
        for (const node of state.scopes[0]?.nodes ?? []) expect(node.current).toBeUndefined();
      }),
      runs,
    );
  });

  it('is the same when its state is stored and read back after every event (ST1)', () => {
    fc.assert(
      fc.property(graphs, (plan) => {
        const answers = answersOf(plan);
        const once = runInMemory(plan, world, { sent: answers });
        const stored = runInMemory(plan, world, { sent: answers, asKept: true });
        expect(stored.commands).toEqual(once.commands);
        expect(JSON.parse(JSON.stringify(stored.state))).toEqual(JSON.parse(JSON.stringify(once.state)));
      }),
      runs,
    );
  });

  it('never has more work under way than the window, and never one operation twice', () => {
    fc.assert(
      fc.property(graphs, (plan) => {
        const names = new Set<string>();
        const counting: World = (call, command) => {
          expect(names.has(command.op)).toBe(false);
          names.add(command.op);
          return world(call, command);
        };
        const { state } = runInMemory(plan, counting, { sent: answersOf(plan) });
        expect(state.slots).toBeLessThanOrEqual(plan.limits.parallel);
      }),
      runs,
    );
  });

  it('may be cancelled at any moment', () => {
    fc.assert(
      fc.property(graphs, fc.nat(6), (plan, after) => {
        const answers = [...answersOf(plan).slice(0, after), { cancel: true } as const];
        const { state, result } = runInMemory(plan, world, { sent: answers });
        expect(result).toBeDefined();
        expect([state.ops, state.requests, state.slots]).toEqual([{}, {}, 0]);
      }),
      runs,
    );
  });
});
