/**
 * What `end`, `fail` and `cancel` mean by a name: a scope or a node around them, and how many scopes outwards it is.
 * Owns the counting: from an item or a turn one hop to the whole of its map or loop, from there another one outwards.
 */
import { isShielded, type NodeModel, type ScopeModel, scopesAround } from '../model.ts';

interface Hop {
  readonly levels: number;
  readonly scope: ScopeModel;
}

/** The scopes around the node, its own first; from an undoing nothing outside is ended. */
function* hops({ scope }: NodeModel): Generator<Hop> {
  let levels = 0;
  for (const at of scopesAround(scope)) {
    yield { levels, scope: at };
    if (isShielded(at)) return;
    levels += isWhole(at) ? 2 : 1;
  }
}

/** Scopes of which there are many, with a whole around them that is not the scope outside. */
function isWhole({ role }: ScopeModel): boolean {
  return role === 'item' || role === 'turn';
}

/** The names that `scope:` may have here, from the inside out. */
export function scopeNames(node: NodeModel): readonly string[] {
  return [...hops(node)].flatMap(({ scope }) => nameOf(scope) ?? []);
}

/** How many scopes outwards; a name that is not there is told by the rule `known-scopes`. */
export function levelsTo(node: NodeModel, name: string | undefined): number {
  if (name === undefined) return 0;
  for (const { levels, scope } of hops(node))
    if (nameOf(scope) === name) return isWhole(scope) ? levels + 1 : levels;
  return 0;
}

function nameOf(scope: ScopeModel): string | undefined {
  if (isShielded(scope)) return undefined;
  return scope.role === 'run' ? 'run' : scope.owner?.name;
}

export interface Target {
  readonly levels: number;
  readonly node: NodeModel;
}

/** A node of this or an enclosing scope. */
export function targetOf(from: NodeModel, name: string): Target | undefined {
  for (const { levels, scope } of hops(from)) {
    const node = isShielded(scope) ? undefined : scope.byName.get(name);
    if (node) return { levels, node };
  }
  return undefined;
}

/** The names of all nodes that can be meant, from the inside out. */
export function targetNames(from: NodeModel): readonly string[] {
  return [...hops(from)].flatMap(({ scope }) => (isShielded(scope) ? [] : [...scope.byName.keys()]));
}

/** Nodes that a `cancel` somewhere names. */
export function cancelTargets(nodes: readonly NodeModel[]): ReadonlySet<NodeModel> {
  const found = new Set<NodeModel>();
  for (const node of nodes) {
    const { document } = node;
    if (document.kind !== 'cancel') continue;
    const names = typeof document.cancel === 'string' ? [document.cancel] : document.cancel;
    for (const name of names) {
      const target = targetOf(node, name)?.node;
      if (target) found.add(target);
    }
  }
  return found;
}
