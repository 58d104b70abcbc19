/** Places in values and schemas: JSON pointers, and the paths that people read. */
import { isObject } from '../json.ts';
import type { Json } from '../json.ts';

/** `a.b[0]["my key"]`; empty for the whole value. */
export function join(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Keys of a pointer such as `#/a/0/b~1c`, as the validator writes it. */
export function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decode(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The validator encodes keys as URIs; one that it did not make may hold a lone `%`. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function pathOf(keys: readonly string[], value: Json): string {
  let path = '';
  let at: Json | undefined = value;
  for (const key of keys) {
    path = join(path, Array.isArray(at) ? Number(key) : key);
    at = child(at, key);
  }
  return path;
}

export function child(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What a local reference (`#`, `#/$defs/x`) points at; `undefined` where there is nothing, or it is not local. */
export function resolve(reference: string, root: Json): Json | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  return keysOf(reference).reduce<Json | undefined>(child, root);
}
