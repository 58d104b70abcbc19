/** What every plan promises (plan.ts, P1–P3), on random definitions that have no fault. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgePlan, NodePlan, Plan, ScopePlan } from '../../../../src/interpreter/plan.ts';
import { compile } from '../support.ts';

type Lines = Readonly<Record<string, unknown>>;

/** Nodes `PREFIX0 …` in any order of the text; each leans on some before it, so that there is no cycle. */
function nodesOf(prefix: string, depth: number): fc.Arbitrary<Lines> {
  const one = fc.record({
    after: fc.array(fc.nat(6), { maxLength: 2 }),
    reads: fc.array(fc.tuple(fc.nat(6), fc.boolean()), { maxLength: 2 }),
    again: fc.option(fc.nat(6)),
    on: fc.constantFrom('success', 'always', 'error', ['success', 'skipped']),
    join: fc.constantFrom('live', 'all', 'any'),
    block:
      depth === 0 ? fc.constant(undefined) : fc.option(nodesOf(`${prefix}x`, depth - 1), { nil: undefined }),
    timeout: fc.boolean(),
  });
  return fc.array(one, { minLength: 1, maxLength: 7 }).chain((drawn) => {
    const before: ReadonlySet<number>[] = [];
    for (const [index, { after, reads }] of drawn.entries()) {
      const sources =
        index === 0 ? [] : [...after, ...reads.map(([pick]) => pick)].map((pick) => pick % index);
      before.push(new Set([index, ...sources.flatMap((source) => [...(before[source] ?? [])])]));
    }
    const nodes = drawn.map(({ after, reads, again, on, join, block, timeout }, index) => {
      const forward = index === 0 ? [] : after.map((pick) => ({ node: `${prefix}${pick % index}`, on }));
      const ahead = drawn.flatMap((_, later) => (before[later]?.has(index) ? [`${prefix}${later}`] : []));
      const back = again === null ? [] : [{ node: ahead[again % ahead.length], when: 'false', again: 2 }];
      const entries = [...forward, ...back];
      const texts = reads.flatMap(([pick, strict]) =>
        index === 0 ? [] : [`\${ nodes.${strict ? '' : '?'}${prefix}${pick % index}.status }`],
      );
      const work = block === undefined ? { run: ['x', ...texts] } : { do: block, title: texts.join(' ') };
      const keys = { ...(forward.length > 0 && { join }), ...(timeout && { timeout: '5m' }) };
      return [
        `${prefix}${index}`,
        { ...work, ...keys, ...(entries.length > 0 && { after: entries }) },
      ] as const;
    });
    return fc.shuffledSubarray(nodes, { minLength: nodes.length }).map((some) => Object.fromEntries(some));
  });
}

const definitions = nodesOf('n', 2).map((nodes) => ({ ostinato: 1, name: 'random', nodes }));

function scopesOf(scope: ScopePlan): readonly ScopePlan[] {
  return [scope, ...scope.nodes.flatMap((node) => (node.kind === 'do' ? scopesOf(node.scope) : []))];
}

function ordersOf(scope: ScopePlan): readonly number[] {
  return scope.nodes.flatMap((node) => [node.order, ...(node.kind === 'do' ? ordersOf(node.scope) : [])]);
}

/** All that is reached from the node over edges that are no way back. */
function ahead(scope: ScopePlan, from: number): ReadonlySet<number> {
  const reached = new Set([from]);
  for (const at of reached)
    for (const edge of scope.edges) if (edge.kind !== 'again' && edge.from === at) reached.add(edge.to);
  return reached;
}

function holdsItsIndexes({ nodes, edges }: ScopePlan): void {
  const indexes = (test: (edge: EdgePlan) => boolean): number[] =>
    edges.flatMap((edge, index) => (test(edge) ? [index] : []));
  nodes.forEach((node: NodePlan, at) => {
    expect(node.incoming).toEqual(indexes((edge) => edge.to === at && edge.kind !== 'again'));
    expect(node.outgoing).toEqual(indexes((edge) => edge.from === at));
  });
  const entries = edges.filter(({ kind }) => kind === 'forward' || kind === 'again');
  expect(entries.map(({ to }) => to)).toEqual(
    entries.map(({ to }) => to).sort((left, right) => left - right),
  );
}

function holdsItsRegions(scope: ScopePlan): void {
  for (const edge of scope.edges) {
    if (edge.kind !== 'again') continue;
    const reached = ahead(scope, edge.to);
    expect(edge.region).toEqual([...reached].sort((left, right) => left - right));
    expect(edge.between).toEqual(edge.region.filter((index) => ahead(scope, index).has(edge.from)));
    for (const index of edge.region) expect(scope.nodes[index]?.solo).toBe(true);
  }
}

function holds(plan: Plan, names: readonly string[]): void {
  expect(plan.scope.nodes.map(({ name }) => name)).toEqual(names);
  expect(ordersOf(plan.scope)).toEqual(ordersOf(plan.scope).map((_, index) => index));
  for (const scope of scopesOf(plan.scope)) {
    holdsItsIndexes(scope);
    holdsItsRegions(scope);
  }
}

describe('every plan', () => {
  it('names by index, in the order of the text, with regions that are what is reached', {
    timeout: 120_000,
  }, () => {
    let plans = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const text = JSON.stringify(definition);
        const { plan } = compile(text);
        if (!plan) return;
        plans++;
        holds(plan, Object.keys(definition.nodes));
        expect(compile(JSON.stringify(definition, undefined, 2)).plan).toEqual(plan);
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      }),
      { numRuns: 150 },
    );
    // Otherwise nothing was shown.
    expect(plans).toBeGreaterThan(50);
  });
});
