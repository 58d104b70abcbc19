/**
 * Values → plain JSON, and JSON text. Owns what may leave an expression: no `int` beyond 2^53, nothing that is not
 * finite, nothing too deep or too large. What is plain JSON already is given back as it is, not copied.
 */
import type { Json } from '../json.ts';
import { checkDepth, spendResult } from './limits.ts';
import type { Budget } from './limits.ts';
import { finite } from './operators.ts';
import { Fault, isList, isNumber } from './value.ts';
import type { MapValue, Value } from './value.ts';

/** Throws a `Fault`. The size in characters of JSON is charged to the budget. */
export function toJson(value: Value, budget: Budget, depth = 0): Json {
  if (value === null || typeof value === 'boolean') {
    spendResult(budget, 5);
    return value;
  }
  if (typeof value === 'string') {
    spendResult(budget, value.length + 2);
    return value;
  }
  if (isNumber(value)) {
    spendResult(budget, 8);
    return typeof value === 'bigint' ? safe(value) : finite(value);
  }
  checkDepth(depth);
  return isList(value) ? listToJson(value, budget, depth) : mapToJson(value, budget, depth);
}

function safe(value: bigint): number {
  const plain = Number(value);
  if (!Number.isSafeInteger(plain)) {
    throw new Fault('type', `the whole number ${value} is beyond 2^53; pass it on as a string`);
  }
  return plain;
}

function listToJson(list: readonly Value[], budget: Budget, depth: number): Json {
  spendResult(budget, 2 + list.length);
  let copy: Json[] | undefined;
  list.forEach((item, index) => {
    const plain = toJson(item, budget, depth + 1);
    // Up to the first item that changes, the copy and the list are the same.
    if (copy === undefined && plain !== item) copy = list.slice(0, index) as Json[];
    copy?.push(plain);
  });
  return copy ?? (list as readonly Json[]);
}

function mapToJson(map: MapValue, budget: Budget, depth: number): Json {
  let changed = false;
  const entries: [string, Json][] = [];
  for (const key of Object.keys(map)) {
    const item = map[key];
    // A JavaScript object of ours may hold `undefined` for a field that is not there.
    if (item === undefined) {
      changed = true;
      continue;
    }
    spendResult(budget, key.length + 4);
    const plain = toJson(item, budget, depth + 1);
    changed ||= plain !== item;
    entries.push([key, plain]);
  }
  return changed ? Object.fromEntries(entries) : (map as Json);
}

/** How a value stands inside text: strings as they are, numbers and booleans plainly, lists and objects as JSON. */
export function toText(value: Value | undefined, budget: Budget): string {
  if (value === undefined || value === null) return '';
  const plain = toJson(value, budget);
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}
