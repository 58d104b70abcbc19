/** How new runs are named: short enough to type. Owns the form of these ids. */

/** No letters that are taken for one another when read aloud or typed. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 10;

/** `NAME-` and about 50 random bits. `randomInt(n)` gives a whole number from 0 to n - 1. */
export function newRunId(name: string, randomInt: (below: number) => number): string {
  const word = Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${name}-${word}`;
}
