/**
 * Finds what JSON text can say and a JSON value cannot keep: numbers that would be rounded, halves of characters, and
 * nesting without end. Owns these three rules; nothing is ever changed silently.
 */
import type { FieldFault } from '../client/wire.ts';

/** Deeper values make recursive readers run out of stack. */
const maxDepth = 200;
const maxFaults = 20;
const loneSurrogate = /\p{Surrogate}/u;

interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly depth: number;
  readonly parent?: Place;
}

/** Faults of a value that `JSON.parse` gave; none for nearly every value. */
export function exactFaults(root: unknown): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  const open: Place[] = [{ value: root, key: '', depth: 0 }];
  for (let place = open.pop(); place !== undefined && faults.length < maxFaults; place = open.pop()) {
    const message = fault(place);
    if (message !== undefined) faults.push({ path: pathOf(place), message });
    else open.push(...inside(place));
  }
  return faults;
}

function fault({ value, depth, key }: Place): string | undefined {
  if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
  if (typeof value === 'number' && !keepsExactly(value)) {
    return 'is a number that JSON readers round; send it as a string';
  }
  if (typeof value === 'string' && loneSurrogate.test(value))
    return 'holds half of a character (a lone surrogate)';
  return loneSurrogate.test(key) ? 'has half of a character (a lone surrogate) in its name' : undefined;
}

function keepsExactly(value: number): boolean {
  // From 1e21 on numbers are written with an exponent: those are measures, not identifiers.
  const looksLikeInteger = Number.isInteger(value) && Math.abs(value) < 1e21;
  return Number.isFinite(value) && (!looksLikeInteger || Number.isSafeInteger(value));
}

function inside(place: Place): Place[] {
  const { value, depth } = place;
  if (typeof value !== 'object' || value === null) return [];
  const list = Array.isArray(value);
  return Object.entries(value).map(([key, item]) => {
    return { value: item, key: list ? `[${key}]` : `.${key}`, depth: depth + 1, parent: place };
  });
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) keys.unshift(at.key);
  const path = keys.join('');
  return path.startsWith('.') ? path.slice(1) : path;
}
