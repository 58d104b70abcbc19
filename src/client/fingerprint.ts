/** One short name for a JSON value, the same for equal values whatever the order of their keys. */
import { createHash } from 'node:crypto';
import { isObject, type Json } from '../interpreter/json.ts';

/** SHA-256 (hex) of the value with sorted keys. Fields that are undefined count as absent. */
export function fingerprint(value: Json | { readonly [key: string]: Json | undefined }): string {
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex');
}

function sorted(_key: string, item: unknown): unknown {
  return isObject(item) ? sortKeys(item) : item;
}

function sortKeys(value: object): object {
  // fromEntries defines keys, so that a key `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
