/** How new runs are named: short enough to type. Owns the form of these ids, and that no id is too long for Temporal. */
import { fingerprint } from '../interpreter/sandbox.ts';

/** No letters that are taken for one another when read aloud or typed. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 10;

/** `NAME-` and about 50 random bits. `randomInt(n)` gives a whole number from 0 to n - 1. */
export function newRunId(name: string, randomInt: (below: number) => number): string {
  const word = Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${name}-${word}`;
}

/** The run around has one visit of this name, so there is only one part that has this id. */
export function partId(runId: string, op: string): string {
  return idOf(`${runId}/${op}`);
}

/** Temporal takes 1,000 bytes; ids are ASCII. */
const longest = 900;

/** The text, or where that is too long the beginning of it and a print of it all. */
export function idOf(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}~${fingerprint(text)}`;
}
