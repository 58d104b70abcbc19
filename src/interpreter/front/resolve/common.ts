/**
 * The texts that every kind of node may have: title, condition, join, locks, the key of a cache. Owns their reading
 * into the model; edges are `entries.ts`, the kinds' own fields `fields.ts`.
 */
import type { Join, LockPlan } from '../../plan.ts';
import type { Lock } from '../document/keys.ts';
import type { NodeDocument } from '../document/kinds.ts';
import type { NodeModel } from '../model.ts';
import type { Path } from '../path.ts';
import { joinLocals } from './locals.ts';
import { reader, type Reader, seeing, type Sight, withoutNodes } from './reader.ts';

type Written = Exclude<NodeDocument, { kind: 'broken' }>;

export function readCommon(node: NodeModel, document: Written, sight: Sight): void {
  const { texts, path } = node;
  const own = reader(sight, node.reads);
  if (document.title !== undefined) texts.title = own.template(document.title, [...path, 'title']);
  if (document.when !== undefined) texts.when = own.condition(document.when, [...path, 'when']);
  if (document.join !== undefined) texts.join = joinOf(document.join, node, sight);
  if ('lock' in document && document.lock !== undefined)
    texts.lock = lockOf(document.lock, [...path, 'lock'], own);
  if ('cache' in document && typeof document.cache === 'object' && document.cache.key !== undefined)
    texts.cacheKey = own.template(document.cache.key, [...path, 'cache', 'key']);
}

function joinOf(join: NonNullable<Written['join']>, node: NodeModel, sight: Sight): Join {
  if (typeof join !== 'object' || 'count' in join) return join;
  const counts = reader(withoutNodes(seeing(sight, joinLocals)), node.reads);
  return { when: counts.condition(join.when, [...node.path, 'join', 'when']) };
}

function lockOf(lock: Lock, path: Path, own: Reader): LockPlan {
  if (typeof lock === 'string') return { names: [own.template(lock, path)], scope: 'run' };
  if (Array.isArray(lock))
    return { names: lock.map((name, index) => own.template(name, [...path, index])), scope: 'run' };
  const inner = lockOf(lock.name, [...path, 'name'], own);
  return { ...inner, scope: lock.scope ?? 'run' };
}
