/** One text for each value that equals another: whole numbers of both types alike, the fields of objects sorted. */
import { checkDepth, spendWork } from '../limits.ts';
import type { Budget } from '../limits.ts';
import { Fault, isList, isMap, isNumber, kindOf } from '../value.ts';
import type { Value } from '../value.ts';

export function canonical(value: Value | undefined, budget: Budget, depth = 0): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') {
    spendWork(budget, value.length);
    return JSON.stringify(value);
  }
  if (isNumber(value)) return value === 0 ? '0' : String(value);
  checkDepth(depth);
  if (isList(value)) {
    spendWork(budget, value.length);
    return `[${value.map((item) => canonical(item, budget, depth + 1)).join()}]`;
  }
  if (!isMap(value)) return String(value);
  const keys = Object.keys(value).toSorted();
  spendWork(budget, keys.length);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], budget, depth + 1)}`).join()}}`;
}

/** A string, a number or a boolean as text. */
export function plainText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || isNumber(value)) return String(value);
  throw new Fault(
    'type',
    `join() takes strings, numbers and booleans; an item is ${kindOf(value)}; use json()`,
  );
}
