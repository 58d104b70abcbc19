/**
 * Which maps may be split into shards (S14), each of which is a run of its own. Owns the rule: a map is split only where
 * nobody could tell, so not where its items act on each other, on the run around, or are waited for from outside.
 */
import type { MapNode, NodePlan, ScopePlan } from '../../plan.ts';

/** Items of one shard, where nothing else is said. */
export const usualShard = 500;

export function mayBeSplit({ more, scope, whole }: Pick<MapNode, 'more' | 'scope' | 'whole'>): boolean {
  // What may have to be undone later is undone by the run that did it.
  return more === undefined && whole.complete === undefined && !scope.undoable && staysInside(scope, 0);
}

/** `depth`: scopes between this one and the item. */
function staysInside(scope: ScopePlan, depth: number): boolean {
  return (
    scope.nodes.every((node) => isApart(node, depth)) &&
    (scope.finally === undefined || staysInside(scope.finally, depth + 1))
  );
}

function isApart(node: NodePlan, depth: number): boolean {
  if (node.lock?.scope === 'run') return false;
  switch (node.kind) {
    case 'human':
    case 'receive':
    // May ask people, too.
    case 'plan':
    case 'define':
      return false;
    case 'end':
    case 'fail':
      return node.levels <= depth;
    case 'cancel':
      return node.targets.every(({ levels }) => levels <= depth);
    case 'do':
      return staysInside(node.scope, depth + 1);
    case 'map':
    case 'repeat':
      // Two levels: the item or turn, and the whole.
      return (
        (node.kind === 'repeat' || node.more === undefined) &&
        staysInside(node.scope, depth + 2) &&
        (node.whole.finally === undefined || staysInside(node.whole.finally, depth + 2))
      );
    case 'agent':
    case 'run':
    case 'tool':
    case 'let':
    case 'set':
    case 'switch':
    case 'wait':
    case 'workflow':
    case 'emit':
      return true;
  }
}
