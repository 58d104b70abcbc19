/** Sorting and its bounds, shared by functions and comprehensions. Stable, and without any locale. */
import { limits, spendWork } from '../limits.ts';
import type { Budget } from '../limits.ts';
import { order, reading } from '../operators.ts';
import { Fault } from '../value.ts';
import type { Value } from '../value.ts';

/**
 * Items in the order of their keys; keys are all numbers, all strings or all booleans. What is charged depends on the
 * keys alone, because how often each one is compared is up to the engine.
 */
export function sortByKeys(keyed: readonly (readonly [Value | undefined, Value])[], budget: Budget): Value[] {
  checkLength(keyed.length);
  const once = keyed.reduce((sum, [key]) => sum + 1 + reading(key), 0);
  spendWork(budget, once * Math.ceil(Math.log2(keyed.length + 1)));
  return keyed.toSorted((left, right) => order(left[0], right[0])).map((pair) => pair[1]);
}

export function checkLength(length: number): void {
  if (length > limits.list) throw new Fault('limit', `a list is longer than ${limits.list} items`);
}
