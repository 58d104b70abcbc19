/** The join (S8) on every combination of a few edges, against the rule written down once more as a table. */
import { describe, expect, it } from 'vitest';
import { decide, type Holds } from '../../../src/interpreter/core/join.ts';
import { createScope, type EdgeState } from '../../../src/interpreter/core/state.ts';
import type { Join } from '../../../src/interpreter/plan.ts';
import { forward, scopeOf, value } from '../../support/plan.ts';

const states: readonly EdgeState[] = ['open', 'taken', 'passed', 'broken'];

function combinations(length: number): readonly (readonly EdgeState[])[] {
  if (length === 0) return [[]];
  return combinations(length - 1).flatMap((rest) => states.map((state) => [...rest, state]));
}

function verdict(join: Join, edges: readonly EdgeState[]): string {
  const sources = edges.map((_, index) => value(`s${index}`, { value: 1 }));
  const target = { ...value('t', { value: 1 }), join };
  const plan = scopeOf(
    [...sources, target],
    edges.map((_, index) => forward(index, edges.length)),
  );
  const scope = createScope(0, plan, '', 'run');
  scope.edges = [...edges];
  edges.forEach((edge, index) => {
    if (edge === 'broken') scope.failures[index] = [index];
  });
  const node = scope.nodes[edges.length];
  if (node) node.open = edges.filter((edge) => edge === 'open').length;
  const result = decide(plan, scope, edges.length, atLeastTwo);
  return result.is === 'skip' ? (result.broken ? 'broken' : 'passed') : result.is;
}

/** Stands for the condition of `join: { when }`. */
const atLeastTwo: Holds = (_, { taken }) => ({ ok: true, value: taken >= 2 });

/** What S8 says, without any of the machinery. */
function expected(join: Join, edges: readonly EdgeState[]): string {
  const count = (state: EdgeState) => edges.filter((edge) => edge === state).length;
  const dead = count('broken') > 0 ? 'broken' : 'passed';
  if (join === 'live') {
    if (count('open') > 0) return 'wait';
    if (count('taken') === 0 || count('broken') > 0) return dead;
    return 'start';
  }
  if (join === 'all') {
    if (count('passed') + count('broken') > 0) return dead;
    return count('open') > 0 ? 'wait' : 'start';
  }
  if (join === 'each') throw new Error('`each` has tests of its own');
  if (join !== 'any' && 'when' in join) return byCondition(count('taken'), count('open'), dead);
  const needed = join === 'any' ? 1 : join.count;
  if (count('taken') >= needed) return 'start';
  return count('taken') + count('open') < needed ? dead : 'wait';
}

function byCondition(taken: number, open: number, dead: string): string {
  if (taken >= 2) return 'start';
  return open > 0 ? 'wait' : dead;
}

const when = { when: { cel: 'join.taken >= 2', nodes: [] } };

describe('join', () => {
  for (const join of ['live', 'all', 'any', { count: 2 }, when] as const) {
    it(`${JSON.stringify(join)} decides as written, for every state of three edges`, () => {
      for (const edges of combinations(3)) {
        expect(`${edges.join(' ')}: ${verdict(join, edges)}`).toBe(
          `${edges.join(' ')}: ${expected(join, edges)}`,
        );
      }
    });
  }

  it('starts a node without edges', () => {
    expect(verdict('live', [])).toBe('start');
  });
});
