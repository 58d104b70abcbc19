/** The lines in which an expected text and a seen one differ. Owns the comparing of lines and of values. */
import { isObject, type Json } from '../interpreter/json.ts';

/** `- ` expected and not seen, `+ ` seen and not expected, two blanks for both. */
export function diffLines(expected: readonly string[], seen: readonly string[]): readonly string[] {
  const start = commonStart(expected, seen);
  const end = commonStart(expected.slice(start).toReversed(), seen.slice(start).toReversed());
  return [
    ...expected.slice(0, start).map(same),
    ...middle(expected.slice(start, expected.length - end), seen.slice(start, seen.length - end)),
    ...expected.slice(expected.length - end).map(same),
  ];
}

export function diffValues(expected: Json, seen: Json | undefined): readonly string[] {
  return diffLines(linesOf(expected), seen === undefined ? ['(nothing)'] : linesOf(seen));
}

/** The order of keys does not matter. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Whether all that `part` says is in `whole`; lists are compared as a whole. */
export function contains(whole: Json | undefined, part: Json): boolean {
  if (!isObject(part) || !isObject(whole)) return equal(whole, part);
  return Object.entries(part).every(([key, value]) => contains(whole[key], value));
}

function same(line: string): string {
  return `  ${line}`;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Beyond this many comparisons all of the one stands before all of the other. */
const mostCells = 4_000_000;

function middle(expected: readonly string[], seen: readonly string[]): readonly string[] {
  if (expected.length * seen.length > mostCells) {
    return [...expected.map((line) => `- ${line}`), ...seen.map((line) => `+ ${line}`)];
  }
  const lengths = commonLengths(expected, seen);
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  while (row < expected.length || column < seen.length) {
    const gone = expected[row];
    const come = seen[column];
    if (gone !== undefined && gone === come) {
      lines.push(same(gone));
      row++;
      column++;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`- ${gone}`);
      row++;
    } else {
      lines.push(`+ ${come}`);
      column++;
    }
  }
  return lines;
}

/** Longest common parts of what begins at each pair of lines. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      const cells = table[row];
      const below = table[row + 1];
      if (!cells || !below) continue;
      cells[column] =
        a[row] === b[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, cells[column + 1] ?? 0);
    }
  }
  return table;
}

function linesOf(value: Json): readonly string[] {
  return JSON.stringify(sorted(value), null, 2).split('\n');
}

function sorted(value: Json | undefined): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isObject(value)) return value ?? null;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
