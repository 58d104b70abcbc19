/**
 * What an `again` edge sets back: its region, and the part of it between target and source (S12). Owns both.
 */
import { type Link, orders, type ScopeGraph } from './link.ts';
import { type Adjacency, closure, reversed } from './reach.ts';

export interface Region {
  /** The target and all that it reaches forward, ascending. */
  readonly region: readonly number[];
  /** Between target and source, both included, ascending; empty when the source is not reached. */
  readonly between: readonly number[];
}

export interface Regions {
  readonly of: (edge: { readonly from: number; readonly to: number }) => Region;
}

/** Soft edges from variables extend a region only between target and source. */
export function regions(graph: ScopeGraph): Regions {
  const back = reversed(graph.next);
  const plain = withoutVariables(graph);
  return {
    of: ({ from, to }) => {
      const ahead = new Set(closure(graph.next, [to]));
      if (!ahead.has(from)) return { region: closure(plain, [to]), between: [] };
      const between = closure(back, [from]).filter((node) => ahead.has(node));
      return { region: closure(plain, between), between };
    },
  };
}

function withoutVariables({ scope, links, next }: ScopeGraph): Adjacency {
  if (!links.some((edge) => isVariable(edge))) return next;
  const plain: number[][] = scope.nodes.map(() => []);
  for (const edge of links) if (orders(edge) && !isVariable(edge)) plain[edge.from]?.push(edge.to);
  return plain;
}

function isVariable(edge: Link): boolean {
  return edge.kind === 'soft' && edge.variable;
}
