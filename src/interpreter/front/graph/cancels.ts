/**
 * What a join with `rest: cancel` withdraws when it has fired (S10): the nodes from which every way on leads to this
 * join and nowhere else. Owns the set.
 *
 * CN1. An edge that takes neither success nor a value is no way on; a node without a way on is in no set.
 * CN2. Never a node that the join reads, nor what leads to it; never what the join leads to: in
 *      a loop that too may lead to the join only.
 */
import type { NodeModel } from '../model.ts';
import type { Link, ScopeGraph } from './link.ts';
import { addTo } from '../multimap.ts';
import { type Adjacency, closure, reversed } from './reach.ts';

/** Whether the node has a join that withdraws what it leaves behind. */
export function withdrawsRest({ document }: NodeModel): boolean {
  return document.kind !== 'broken' && document.rest === 'cancel';
}

export interface Withdrawing {
  /** @param join the index of the node @returns ascending */
  readonly of: (join: number) => readonly number[];
}

/** Linear for the scope, then for each join in what leads to it. */
export function withdrawing({ scope, links, next }: ScopeGraph): Withdrawing {
  const ways = waysOn(links, scope.nodes.length);
  const back = reversed(ways);
  const before = reversed(withWaysBack(links, next));
  const needs = new Map<number, number[]>();
  for (const { kind, from, to } of links) {
    if (kind === 'required' || kind === 'soft') addTo(needs, to, from);
  }
  return {
    of: (join) => {
      const set = leadingOnlyTo(join, ways, back, next);
      const kept = new Set(closure(before, needs.get(join) ?? []));
      return [...set].filter((node) => !kept.has(node)).sort((left, right) => left - right);
    },
  };
}

/** What is read may come anew by a way back. */
function withWaysBack(links: readonly Link[], next: Adjacency): Adjacency {
  const all = next.map((targets) => [...targets]);
  for (const { kind, from, to } of links) if (kind === 'again') all[from]?.push(to);
  return all;
}

function leadingOnlyTo(join: number, ways: Adjacency, back: Adjacency, next: Adjacency): ReadonlySet<number> {
  const set = new Set(closure(back, [join]));
  for (const node of closure(next, [join])) set.delete(node);
  const gone = [...set].filter((node) => (ways[node] ?? []).some((to) => to !== join && !set.has(to)));
  for (const node of gone) set.delete(node);
  for (const node of gone) {
    for (const source of back[node] ?? []) if (set.delete(source)) gone.push(source);
  }
  return set;
}

function waysOn(links: readonly Link[], size: number): Adjacency {
  const ways: number[][] = Array.from({ length: size }, () => []);
  for (const edge of links) if (isWayOn(edge)) ways[edge.from]?.push(edge.to);
  return ways;
}

function isWayOn(edge: Link): boolean {
  switch (edge.kind) {
    case 'forward':
    case 'again':
      return edge.entry.on.includes('success');
    case 'required':
      return edge.needs !== 'error';
    case 'soft':
      return true;
    case 'unless':
      return false;
  }
}
