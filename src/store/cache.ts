/**
 * The port behind which results are kept over runs (`cache`). Owns the shape.
 *
 * RC1. What is given back was given by the same definition of a node for the same key, and is not older than its ttl.
 * RC2. A cache may forget at any time; it never gives a damaged value.
 */
import type { Json } from '../interpreter/json.ts';

export interface ResultCache {
  get(place: CachePlace): Promise<{ readonly value: Json } | undefined>;
  put(place: CachePlace, kept: Kept): Promise<void>;
  /** Forgets what fits all that is given; resolves with how many results that were. */
  clear(of: CacheFilter): Promise<number>;
}
export interface CachePlace {
  /** Hash of the node's definition. */
  readonly node: string;
  readonly key: Json;
}
export interface Kept {
  readonly value: Json;
  /** Absent = for ever. */
  readonly ttlMs?: number;
  /** Who gave it, for `clear`: name of the definition, and of the node in it. */
  readonly from: { readonly workflow: string; readonly node: string };
}
export interface CacheFilter {
  readonly workflow?: string;
  readonly node?: string;
}
