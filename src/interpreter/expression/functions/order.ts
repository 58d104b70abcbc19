/** Sorting and its bounds, shared by functions and comprehensions. Stable, and without any locale. */
import { limits, spendWork } from '../limits.ts';
import type { Budget } from '../limits.ts';
import { compare } from '../operators.ts';
import { Fault } from '../value.ts';
import type { Value } from '../value.ts';

/** Items in the order of their keys; keys are all numbers, all strings or all booleans. */
export function sortByKeys(keyed: readonly (readonly [Value | undefined, Value])[], budget: Budget): Value[] {
  checkLength(keyed.length);
  spendWork(budget, keyed.length * Math.ceil(Math.log2(keyed.length + 1)));
  return keyed.toSorted((left, right) => compare(left[0], right[0])).map((pair) => pair[1]);
}

export function checkLength(length: number): void {
  if (length > limits.list) throw new Fault('limit', `a list is longer than ${limits.list} items`);
}
