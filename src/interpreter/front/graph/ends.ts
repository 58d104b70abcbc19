/** Which nodes are the ends of a scope: those from which nothing leads on (S13). Owns what counts as leading on. */
import type { Link, ScopeGraph } from './link.ts';

/** Ascending. */
export function ends({ scope, links }: ScopeGraph): readonly number[] {
  const leading = new Set(links.flatMap((edge) => (leadsOn(edge) ? [edge.from] : [])));
  return scope.nodes.flatMap(({ index }) => (leading.has(index) ? [] : [index]));
}

/** The way to an error handler does not count, nor the way back; reading does. */
function leadsOn(edge: Link): boolean {
  switch (edge.kind) {
    case 'forward':
      return edge.entry.on.some((cause) => cause !== 'error' && cause !== 'exhausted');
    case 'required':
      return edge.needs !== 'error';
    case 'soft':
      return true;
    case 'again':
    case 'unless':
      return false;
  }
}
