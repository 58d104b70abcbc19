/**
 * Did you mean: the nearest of the names that exist. Owns the measure of nearness and not the sentence around it.
 */

/**
 * The candidate that `word` most likely meant, or nothing when none is near. Case, `-` and `_` count for little;
 * at most one edit in words of up to four letters, two up to eight, else three. Ties go to the first candidate.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const wanted = plain(word);
  let best: string | undefined;
  let least = allowance(wanted) + 1;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const distance = editDistance(wanted, plain(candidate), least);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

/** Beyond this nobody misspelt a name, and comparing would cost its square. */
const longestWord = 200;

function plain(word: string): string {
  return word.toLowerCase().replaceAll('-', '').replaceAll('_', '');
}

function allowance(word: string): number {
  if (word.length <= 1) return 0;
  if (word.length <= 4) return 1;
  return word.length <= 8 ? 2 : 3;
}

/** Optimal string alignment: insert, delete, replace, swap neighbours. Stops early at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cell(a, b, i, j, row, previous, before));
    if (Math.min(...row) >= limit) return limit;
    before = previous;
    previous = row;
  }
  return at(previous, b.length);
}

function cell(
  a: string,
  b: string,
  i: number,
  j: number,
  row: number[],
  up: number[],
  upUp: number[],
): number {
  const same = a[i - 1] === b[j - 1];
  const near = Math.min(at(up, j) + 1, at(row, j - 1) + 1, at(up, j - 1) + (same ? 0 : 1));
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(near, at(upUp, j - 2) + 1) : near;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
