/**
 * What the plan has of every kind of node: names, joins, guards, times. Owns the way from the model to it; the fields of
 * one kind are read in `resolve/fields`.
 */
import type { CachePlan, NodeBase, WorkBase } from '../../plan.ts';
import type { Cache } from '../document/keys.ts';
import type { NodeFields, NodeModel } from '../model.ts';
import { milliseconds } from '../resolve/retry.ts';
import { contentHash } from './hash.ts';

/** Where the node stands in its scope. */
export interface Place {
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
  readonly unless: readonly number[];
  readonly cancels: readonly number[] | undefined;
  readonly solo: boolean;
}

export function baseOf({ name, order, document, texts }: NodeModel, place: Place): NodeBase {
  const { title, when, join, lock } = texts;
  const timeout = 'timeout' in document ? document.timeout : undefined;
  const sensitive = 'sensitive' in document && document.sensitive === true;
  return {
    name,
    order,
    ...(title && { title }),
    join: join ?? 'live',
    ...(when && { when }),
    ...(place.unless.length > 0 && { unless: place.unless }),
    ...(place.cancels && { cancels: place.cancels }),
    ...(lock && { lock }),
    ...(sensitive && { sensitive }),
    incoming: place.incoming,
    outgoing: place.outgoing,
    ...(timeout !== undefined && { timeoutMs: milliseconds(timeout) }),
    solo: place.solo,
  };
}

type WorkFields = Omit<WorkBase, keyof NodeBase>;

/** Where and when activities do it, and under what its result is kept. */
export function workOf({ document, texts }: NodeModel, fields: NodeFields): WorkFields {
  if (fields.kind === 'human') return {};
  if (document.kind !== 'agent' && document.kind !== 'run' && document.kind !== 'tool') return {};
  const { priority, queue, cache } = document;
  return {
    ...(priority !== undefined && { priority }),
    ...(queue !== undefined && { queue }),
    ...(cache !== undefined && { cache: cacheOf(cache, texts.cacheKey, fields) }),
  };
}

/** What does the same work is the same: name, place, title and lane do not count. */
function cacheOf(cache: Cache, key: CachePlan['key'], fields: NodeFields): CachePlan {
  const ttl = typeof cache === 'string' ? cache : cache.ttl;
  return {
    node: contentHash({ ...fields, lane: undefined }),
    ...(key && { key }),
    ...(ttl !== undefined && { ttlMs: milliseconds(ttl) }),
  };
}
