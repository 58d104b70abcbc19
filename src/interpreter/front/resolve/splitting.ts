/**
 * Which maps may be split into shards (S14), each of which is a run of its own. Owns the rule: a map is split only where
 * nobody could tell, so not where its items act on each other, on the run around, or are waited for from outside.
 */
import { isShielded, type NodeModel, type ScopeModel, scopesAround } from '../model.ts';

/** Items of one shard, where nothing else is said. */
export const usualShard = 500;

/** @returns what keeps the map in one run, as it is written; nothing where it may be split */
export function keepsWhole(map: NodeModel): string | undefined {
  const { closing, texts, inner, scope } = map;
  if (texts.fields?.kind === 'map' && texts.fields.more) return '`more`';
  if (closing.complete) return '`complete`';
  if ([...scopesAround(scope)].some(isShielded)) return 'what it undoes or tidies up';
  return inner && actsOutside(inner, 0);
}

/** `depth`: scopes between this one and the item. */
function actsOutside({ nodes }: ScopeModel, depth: number): string | undefined {
  for (const node of nodes) {
    const reason = ofNode(node, depth);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function ofNode(node: NodeModel, depth: number): string | undefined {
  const { name, compensate, texts, inner, closing } = node;
  // What may have to be undone later is undone by the run that did it.
  if (compensate) return `the \`compensate\` of \`${name}\``;
  if (texts.lock?.scope === 'run') return `the \`lock\` of \`${name}\``;
  if (reachesOut(node, depth)) return `\`${name}\``;
  // Two levels: the item or turn, and the whole.
  const deeper = depth + (texts.fields?.kind === 'do' ? 1 : 2);
  const last = closing.finally;
  return (inner && actsOutside(inner, deeper)) ?? (last && actsOutside(last, deeper));
}

function reachesOut({ texts }: NodeModel, depth: number): boolean {
  const { fields } = texts;
  switch (fields?.kind) {
    case 'human':
    case 'receive':
    // May ask people, too.
    case 'plan':
    case 'define':
      return true;
    case 'end':
    case 'fail':
      return fields.levels > depth;
    case 'cancel':
      return fields.targets.some(({ levels }) => levels > depth);
    case 'map':
      return fields.more !== undefined;
    case 'agent':
    case 'run':
    case 'tool':
    case 'let':
    case 'set':
    case 'switch':
    case 'wait':
    case 'workflow':
    case 'emit':
    case 'do':
    case 'repeat':
    case undefined:
      return false;
  }
}
