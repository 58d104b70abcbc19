import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chance, type Choices, createChoices } from '../../../../src/interpreter/front/graph/choices.ts';

type Formula =
  | { readonly is: 'when'; readonly variable: number; readonly allowed: number }
  | { readonly is: 'not'; readonly of: Formula }
  | { readonly is: 'and' | 'or'; readonly of: readonly Formula[] }
  | { readonly is: 'atLeast'; readonly count: number; readonly of: readonly Formula[] };

/** Variable n has n + 2 possibilities. */
const variables = 4;
const sizeOf = (variable: number): number => variable + 2;

const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.record({ is: fc.constant('when' as const), variable: fc.nat(variables - 1), allowed: fc.nat(31) }),
    fc.record({ is: fc.constant('not' as const), of: tie('formula') }),
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('formula'), { maxLength: 4 }),
    }),
    fc.record({
      is: fc.constant('atLeast' as const),
      count: fc.nat(4),
      of: fc.array(tie('formula'), { maxLength: 4 }),
    }),
  ),
}));

function build(formula: Formula, choices: Choices): Chance {
  switch (formula.is) {
    case 'when':
      return choices.when(
        formula.variable,
        sizeOf(formula.variable),
        (which) => (formula.allowed >> which) % 2 === 1,
      );
    case 'not':
      return choices.not(build(formula.of, choices));
    case 'and':
      return choices.and(formula.of.map((part) => build(part, choices)));
    case 'or':
      return choices.or(formula.of.map((part) => build(part, choices)));
    case 'atLeast':
      return choices.atLeast(
        formula.count,
        formula.of.map((part) => build(part, choices)),
      );
  }
}

function holds(formula: Formula, chosen: readonly number[]): boolean {
  switch (formula.is) {
    case 'when':
      return (formula.allowed >> (chosen[formula.variable] ?? 0)) % 2 === 1;
    case 'not':
      return !holds(formula.of, chosen);
    case 'and':
      return formula.of.every((part) => holds(part, chosen));
    case 'or':
      return formula.of.some((part) => holds(part, chosen));
    case 'atLeast':
      return formula.of.filter((part) => holds(part, chosen)).length >= formula.count;
  }
}

function combinations(from = 0): number[][] {
  if (from === variables) return [[]];
  const rest = combinations(from + 1);
  return Array.from({ length: sizeOf(from) }, (_, which) => rest.map((others) => [which, ...others])).flat();
}

describe('choices', () => {
  it('know what never and what always holds, as trying all combinations does', () => {
    fc.assert(
      fc.property(formula, (each) => {
        const choices = createChoices(100_000);
        const results = new Set(combinations().map((chosen) => holds(each, chosen)));
        const chance = build(each, choices);
        expect(chance === choices.always).toBe(results.size === 1 && results.has(true));
        expect(chance === choices.never).toBe(results.size === 1 && results.has(false));
      }),
      { numRuns: 300 },
    );
  });

  it('make the same object of what means the same', () => {
    fc.assert(
      fc.property(formula, formula, (left, right) => {
        const choices = createChoices(100_000);
        const same = combinations().every((chosen) => holds(left, chosen) === holds(right, chosen));
        expect(build(left, choices) === build(right, choices)).toBe(same);
      }),
      { numRuns: 300 },
    );
  });

  it('say nothing when the budget is used up, and never something wrong', () => {
    fc.assert(
      fc.property(formula, fc.nat(20), (each, budget) => {
        const choices = createChoices(budget);
        const chance = build(each, choices);
        const results = new Set(combinations().map((chosen) => holds(each, chosen)));
        if (chance === choices.never) expect(results.has(true)).toBe(false);
        if (chance === choices.always) expect(results.has(false)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
