/**
 * The values that an expression computes with, and the fault that stops one. Owns the types and their plain names.
 * JSON and, in addition, `bigint` for CEL's `int`; an absent optional is `undefined`, a present one is its value.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [key: string]: Value };
export type MapValue = { readonly [key: string]: Value };

/** `missing`: a name, field or item that is not there (`default` catches it); `limit`: nothing catches it. */
export type FaultKind = 'missing' | 'type' | 'limit';

/** What is thrown inside this folder. It never leaves it: `evaluate.ts` gives it back as a value. */
export class Fault extends Error {
  readonly kind: FaultKind;
  constructor(kind: FaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: Value | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** What a value is, for sentences: `a string`, `an absent value`. */
export function kindOf(value: Value | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'boolean') return 'a boolean';
  return isNumber(value) ? 'a number' : 'an object';
}
