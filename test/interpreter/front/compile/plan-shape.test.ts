/** What every plan promises (plan.ts), on random definitions that have no fault. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgePlan, NodePlan, Plan, ScopePlan } from '../../../../src/interpreter/plan.ts';
import { compile } from '../support.ts';

type Lines = Readonly<Record<string, unknown>>;

interface Drawn {
  readonly wrapped: string;
  readonly complete: unknown;
  readonly ending: Lines;
}

function blockOf({ wrapped, complete, ending }: Drawn, nodes: Lines): Lines {
  const end = { ...ending, ...(complete !== undefined && { complete }) };
  if (wrapped === 'map') return { map: [1, 2], nodes, ...end };
  return wrapped === 'repeat' ? { repeat: 2, nodes, ...end } : { do: nodes, ...end };
}

/** Nodes `PREFIX0 …` in any order of the text; each leans on some before it, so that there is no cycle. */
function nodesOf(prefix: string, depth: number): fc.Arbitrary<Lines> {
  const one = fc.record({
    after: fc.array(fc.nat(6), { maxLength: 2 }),
    reads: fc.array(fc.tuple(fc.nat(6), fc.boolean()), { maxLength: 2 }),
    again: fc.option(fc.nat(6)),
    on: fc.constantFrom('success', 'always', 'error', ['success', 'skipped']),
    join: fc.constantFrom('live', 'all', 'any', 'each', { count: 1 }, { when: 'join.taken > 0' }),
    rest: fc.constantFrom('keep', 'cancel', undefined),
    guard: fc.option(fc.nat(6)),
    wrapped: fc.constantFrom('do', 'map', 'repeat'),
    complete: fc.constantFrom(undefined, 'any', { count: 1, rest: 'keep' }, { when: 'ends.open == 0' }),
    ending: fc.constantFrom(
      {},
      { finally: { run: ['z'] } },
      { onError: 'finish' },
      { compensate: { run: ['u'] } },
    ),
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
    const nodes = drawn.map((each, index) => {
      const { after, reads, again, on, join, rest, guard, timeout } = each;
      const forward = index === 0 ? [] : after.map((pick) => ({ node: `${prefix}${pick % index}`, on }));
      const ahead = drawn.flatMap((_, later) => (before[later]?.has(index) ? [`${prefix}${later}`] : []));
      const back = again === null ? [] : [{ node: ahead[again % ahead.length], when: 'false', again: 2 }];
      const entries = [...forward, ...back];
      const texts = reads.flatMap(([pick, strict]) =>
        index === 0 ? [] : [`\${ nodes.${strict ? '' : '?'}${prefix}${pick % index}.status }`],
      );
      const work = each.block
        ? { ...blockOf(each, each.block), title: texts.join(' ') }
        : { run: ['x', ...texts] };
      const fires = join === 'any' || typeof join === 'object';
      const keys = {
        ...(forward.length > 0 && { join, ...(fires && rest && { rest }) }),
        ...(timeout && { timeout: '5m' }),
        ...(guard !== null && { unless: `${prefix}${guard % drawn.length}` }),
      };
      return [
        `${prefix}${index}`,
        { ...work, ...keys, ...(entries.length > 0 && { after: entries }) },
      ] as const;
    });
    return fc.shuffledSubarray(nodes, { minLength: nodes.length }).map((some) => Object.fromEntries(some));
  });
}

const definitions = nodesOf('n', 2).map((nodes) => ({ ostinato: 1, name: 'random', nodes }));

/** The scope and all in it, in the order in which their nodes are numbered. */
function scopesOf(scope: ScopePlan): readonly ScopePlan[] {
  const inner = scope.nodes.flatMap((node) => scopesIn(node));
  return [scope, ...[...inner, scope.finally].flatMap((each) => (each ? scopesOf(each) : []))];
}

function scopesIn(node: NodePlan): readonly (ScopePlan | undefined)[] {
  if (!('scope' in node)) return [node.compensate];
  return 'whole' in node ? [node.scope, node.whole, node.compensate] : [node.scope, node.compensate];
}

/** A block before what is in it, then what ends it, then what undoes it. */
function ordersOf(scope: ScopePlan): readonly number[] {
  const inner = scope.nodes.flatMap((node) => [
    node.order,
    ...scopesIn(node).flatMap((each) => (each ? ordersOf(each) : [])),
  ]);
  return [...inner, ...(scope.finally ? ordersOf(scope.finally) : [])];
}

function orders({ kind }: EdgePlan): boolean {
  return kind !== 'again' && kind !== 'unless';
}

/** All that is reached from the node over edges that order. */
function ahead(scope: ScopePlan, from: number): ReadonlySet<number> {
  return reached(scope, from, orders);
}

function reached(scope: ScopePlan, from: number, counts: (edge: EdgePlan) => boolean): ReadonlySet<number> {
  const found = new Set([from]);
  for (const at of found)
    for (const edge of scope.edges) if (counts(edge) && edge.from === at) found.add(edge.to);
  return found;
}

function holdsItsIndexes({ nodes, edges }: ScopePlan): void {
  const indexes = (test: (edge: EdgePlan) => boolean): number[] =>
    edges.flatMap((edge, index) => (test(edge) ? [index] : []));
  nodes.forEach((node: NodePlan, at) => {
    expect(node.incoming).toEqual(indexes((edge) => edge.to === at && orders(edge)));
    expect(node.unless ?? []).toEqual(indexes((edge) => edge.to === at && edge.kind === 'unless'));
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

/** Whatever a join withdraws leads to it and nowhere else, is not read by it (S10), and can be stopped alone. */
function holdsItsRaces(scope: ScopePlan): void {
  scope.nodes.forEach(({ cancels = [] }, join) => {
    const read = scope.edges.filter(
      ({ kind, to }) => to === join && (kind === 'required' || kind === 'soft'),
    );
    const spared = scope.nodes.flatMap((_, at) =>
      read.some(({ from }) => ahead(scope, at).has(from)) ? [at] : [],
    );
    const allowed = new Set([join, ...cancels, ...spared]);
    for (const at of cancels) {
      expect(spared).not.toContain(at);
      expect(ahead(scope, join).has(at)).toBe(false);
      expect(reached(scope, at, isWayOn).has(join)).toBe(true);
      expect(scope.nodes[at]?.solo).toBe(true);
      const ways = scope.edges.filter((edge) => edge.from === at && isWayOn(edge)).map(({ to }) => to);
      expect(ways.length).toBeGreaterThan(0);
      expect(ways.filter((to) => !allowed.has(to))).toEqual([]);
    }
  });
}

function isWayOn(edge: EdgePlan): boolean {
  if (edge.kind === 'forward' || edge.kind === 'again') return edge.on.includes('success');
  return edge.kind !== 'unless' && !(edge.kind === 'required' && edge.needs === 'error');
}

/** Kept when it is over, if something in it can be undone. */
function holdsItsUndoing(scope: ScopePlan): void {
  const undone = scope.nodes.some(
    (node) => node.compensate !== undefined || ('scope' in node && node.scope.undoable === true),
  );
  if (scope.nodes.length > 0) expect(scope.undoable ?? false).toBe(undone);
}

function holds(plan: Plan, names: readonly string[]): void {
  expect(plan.scope.nodes.map(({ name }) => name)).toEqual(names);
  expect(ordersOf(plan.scope)).toEqual(ordersOf(plan.scope).map((_, index) => index));
  for (const scope of scopesOf(plan.scope)) {
    holdsItsIndexes(scope);
    holdsItsRegions(scope);
    holdsItsRaces(scope);
    holdsItsUndoing(scope);
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
