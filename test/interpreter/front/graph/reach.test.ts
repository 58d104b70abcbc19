import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Adjacency,
  closure,
  forEachReach,
  reversed,
  topological,
} from '../../../../src/interpreter/front/graph/reach.ts';

/** Edges from lower to higher numbers only. */
const acyclic: fc.Arbitrary<Adjacency> = fc.nat(80).chain((size) =>
  fc
    .array(fc.tuple(fc.nat(Math.max(0, size - 1)), fc.nat(Math.max(0, size - 1))), { maxLength: 150 })
    .map((edges) => {
      const next: number[][] = Array.from({ length: size }, () => []);
      for (const [a, b] of edges) if (a !== b && size > 0) next[Math.min(a, b)]?.push(Math.max(a, b));
      return next;
    }),
);

const sorted = (graph: Adjacency): number[][] => graph.map((targets) => [...targets].sort((a, b) => a - b));

describe('topological', () => {
  it('puts every node behind those that lead to it', () => {
    fc.assert(
      fc.property(acyclic, (next) => {
        const { order, rest } = topological(next);
        expect(rest).toEqual([]);
        const place = new Map(order.map((node, at) => [node, at]));
        next.forEach((targets, node) => {
          for (const target of targets) expect(place.get(node)).toBeLessThan(place.get(target) ?? -1);
        });
      }),
    );
  });

  it('leaves what lies on cycles or behind them', () => {
    expect(topological([[1], [2], [1, 3], [], []])).toEqual({ order: [0, 4], rest: [1, 2, 3] });
  });
});

describe('forEachReach', () => {
  it('agrees with the walk from each node, for more sources than one batch', () => {
    fc.assert(
      fc.property(acyclic, (next) => {
        const nodes = next.map((_, node) => node);
        const seen: number[] = [];
        forEachReach(next, topological(next).order, nodes, (source, reaches) => {
          seen.push(source);
          expect(nodes.filter(reaches)).toEqual(closure(next, [source]));
        });
        expect(seen).toEqual(nodes);
      }),
    );
  });
});

describe('reversed', () => {
  it('turns every edge round, and twice is the same graph', () => {
    fc.assert(
      fc.property(acyclic, (next) => {
        expect(sorted(reversed(reversed(next)))).toEqual(sorted(next));
      }),
    );
  });
});
