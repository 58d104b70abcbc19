/**
 * Conditions over choices: which combinations of outcomes and conditions let a node run. A decision diagram with one
 * variable for each choice. Owns the algebra; what is chosen where is `chances.ts`.
 *
 * CH1. Conditions are shared: two that mean the same are the same object, so that "never" and "always" are seen at once.
 * CH2. Variables are asked in the order of their numbers, on every way through a diagram.
 * CH3. The work is bounded: beyond `budget` steps every answer is `undefined`, which says nothing.
 */
export interface Choices {
  readonly always: Chance;
  readonly never: Chance;
  /** True when the choice `variable` (of `size` possibilities) falls on one of `allowed`. */
  readonly when: (variable: number, size: number, allowed: (possibility: number) => boolean) => Chance;
  readonly and: (chances: readonly Chance[]) => Chance;
  readonly or: (chances: readonly Chance[]) => Chance;
  readonly not: (chance: Chance) => Chance;
  /** At least `count` of them. */
  readonly atLeast: (count: number, chances: readonly Chance[]) => Chance;
}

/** `undefined`: too tangled to tell. */
export type Chance = Diagram | undefined;

interface Diagram {
  readonly id: number;
  /** Infinity for the two ends. */
  readonly variable: number;
  readonly branches: readonly Diagram[];
}

export function createChoices(budget: number): Choices {
  const table: Table = { known: new Map(), results: new Map(), left: budget };
  const both = (left: Chance, right: Chance): Chance => conjunction(table, left, right);
  const not = (chance: Chance): Chance => negation(table, chance);
  const either = (left: Chance, right: Chance): Chance => not(both(not(left), not(right)));
  return {
    always,
    never,
    when: (variable, size, allowed) => {
      const branches = Array.from({ length: size }, (_, which) => (allowed(which) ? always : never));
      return diagram(table, variable, branches);
    },
    and: (chances) => pairwise(chances, always, both),
    or: (chances) => pairwise(chances, never, either),
    not,
    atLeast: (count, chances) => {
      // After each chance: `reached[n]` = at least n of those seen so far hold.
      const reached: Chance[] = [always, ...Array.from({ length: count }, () => never)];
      for (const chance of chances) {
        for (let n = count; n > 0; n--) reached[n] = either(reached[n], both(reached[n - 1], chance));
      }
      return reached[count];
    },
  };
}

const never: Diagram = { id: 0, variable: Infinity, branches: [] };
const always: Diagram = { id: 1, variable: Infinity, branches: [] };

interface Table {
  /** Every diagram there is, by its variable and branches (CH1). */
  readonly known: Map<string, Diagram>;
  readonly results: Map<string, Chance>;
  left: number;
}

function diagram(table: Table, variable: number, branches: readonly Chance[]): Chance {
  const [first] = branches;
  if (branches.every((branch) => branch === first)) return first;
  const whole = branches.filter((branch) => branch !== undefined);
  if (whole.length < branches.length) return undefined;
  const key = `${variable}:${whole.map((branch) => branch.id).join(',')}`;
  let found = table.known.get(key);
  if (!found) {
    found = { id: table.known.size + 2, variable, branches: whole };
    table.known.set(key, found);
  }
  return found;
}

function conjunction(table: Table, left: Chance, right: Chance): Chance {
  if (left === never || right === never) return never;
  if (left === undefined || right === undefined) return undefined;
  if (left === right || right === always) return left;
  if (left === always) return right;
  const key = left.id < right.id ? `${left.id}&${right.id}` : `${right.id}&${left.id}`;
  return remembered(table, key, () => {
    const variable = Math.min(left.variable, right.variable);
    const { branches } = left.variable === variable ? left : right;
    const parts = branches.map((_, which) =>
      conjunction(table, branchOf(left, variable, which), branchOf(right, variable, which)),
    );
    return diagram(table, variable, parts);
  });
}

function branchOf(chance: Diagram, variable: number, which: number): Chance {
  return chance.variable === variable ? chance.branches[which] : chance;
}

function negation(table: Table, chance: Chance): Chance {
  if (chance === undefined) return undefined;
  if (chance === never) return always;
  if (chance === always) return never;
  return remembered(table, `!${chance.id}`, () => {
    const parts = chance.branches.map((branch) => negation(table, branch));
    return diagram(table, chance.variable, parts);
  });
}

function remembered(table: Table, key: string, work: () => Chance): Chance {
  if (table.results.has(key)) return table.results.get(key);
  if (table.left-- <= 0) return undefined;
  const result = work();
  table.results.set(key, result);
  return result;
}

/** Pairs first, then pairs of pairs: long rows stay cheap. */
function pairwise(
  chances: readonly Chance[],
  empty: Chance,
  join: (left: Chance, right: Chance) => Chance,
): Chance {
  let row = [...new Set(chances)];
  while (row.length > 1) {
    row = row.flatMap((chance, at) => {
      if (at % 2 === 1) return [];
      return [at + 1 < row.length ? join(chance, row[at + 1]) : chance];
    });
  }
  return row.length === 0 ? empty : row[0];
}
