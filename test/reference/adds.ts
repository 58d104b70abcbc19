/** Lists that `add` makes longer (S20, R12): at once, or when the items or visits around have succeeded. */
import type { Json } from '../../src/interpreter/json.ts';
import type { Add, Scope, Visit } from './state.ts';

/** @returns whether it was done at once */
export function addTo(scope: Scope, visit: Visit | undefined, added: readonly Add[]): boolean {
  const collecting = visit?.node.graph.document.join === 'each' ? visit : collectorOf(scope);
  if (collecting) {
    collecting.adds.push(...added);
    return false;
  }
  const { vars } = scope.run;
  for (const { name, value } of added)
    vars[name] = [...((vars[name] as readonly Json[] | undefined) ?? []), value];
  return true;
}

/** The item of a map, or the visit of an `each`, around it. */
function collectorOf(scope: Scope): { readonly adds: Add[] } | undefined {
  const { owner, role } = scope;
  if (owner === undefined) return undefined;
  const { document } = owner.node.graph;
  if (role === 'extra') return collectorOf(owner.node.scope);
  if (document.kind === 'map' && role === 'nodes') return scope;
  return document.join === 'each' ? owner : collectorOf(owner.node.scope);
}
