/**
 * The bounds of an expression, and the budget that one evaluation spends. Owns the numbers.
 * Nothing here looks at a clock: the same expression over the same values stops at the same place, always.
 */
import { Fault } from './value.ts';

export const limits = {
  /** Characters of one expression. */
  text: 10_000,
  /** Terms of one expression. */
  terms: 2_000,
  /** How deep terms may stand in each other. */
  depth: 100,
  /** Comprehensions (`map`, `filter`, …) inside each other. */
  nesting: 3,
  /** Items visited by all comprehensions of one evaluation. */
  items: 100_000,
  /** Terms evaluated, characters and items read or made, in one evaluation. */
  work: 16_777_216,
  /** Items of a list that a function makes. */
  list: 100_000,
  /** Characters of a string that an operator or a function makes. */
  string: 1_048_576,
  /** Characters of JSON that one value or template gives. */
  result: 16_777_216,
  /** How deep lists and objects of a value may stand in each other. */
  values: 200,
  /** Characters of a regular expression. */
  pattern: 1_000,
  /** Parts of a regular expression whose repetitions are written out. */
  program: 2_500,
} as const;

export interface Budget {
  items: number;
  work: number;
  result: number;
}

export function newBudget(): Budget {
  return { items: limits.items, work: limits.work, result: limits.result };
}

/** What has been spent, in units of work. */
export function spent(budget: Budget): number {
  return limits.work - budget.work + (limits.result - budget.result);
}

export function spendItem(budget: Budget, terms: number): void {
  if (--budget.items < 0) {
    throw new Fault('limit', `it visits more than ${limits.items} items; do less at once, or use a map node`);
  }
  spendWork(budget, terms);
}

export function spendWork(budget: Budget, units: number): void {
  budget.work -= units;
  if (budget.work < 0)
    throw new Fault('limit', 'it does more work than one expression may; use a program or a tool');
}

export function spendResult(budget: Budget, characters: number): void {
  budget.result -= characters;
  if (budget.result < 0) {
    throw new Fault(
      'limit',
      `its result is larger than ${limits.result} characters of JSON; pass on less of it`,
    );
  }
}

export function checkDepth(depth: number): void {
  if (depth > limits.values)
    throw new Fault('limit', `a value is nested deeper than ${limits.values} levels`);
}

/** To be asked before a text of this length is made. */
export function checkLengthOfText(length: number): number {
  if (length > limits.string) throw new Fault('limit', `a string is longer than ${limits.string} characters`);
  return length;
}

/** Gives the text back when it is short enough, and charges for having made it. */
export function boundedText(text: string, budget: Budget): string {
  spendWork(budget, checkLengthOfText(text.length));
  return text;
}

/** To be asked before a list of this length is made. */
export function boundedLength(length: number, budget: Budget): void {
  if (length > limits.list) throw new Fault('limit', `a list is longer than ${limits.list} items`);
  spendWork(budget, length);
}
