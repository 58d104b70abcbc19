/** How runs are named on Temporal: the run id is the workflow id. Owns the form of these ids. */
import { createHash, randomInt } from 'node:crypto';

/** No letters that are taken for one another when read aloud or typed. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 10;

/** `NAME-` and about 50 random bits: short enough to type; a clash is noticed and another id is made. */
export function randomRunId(name: string): string {
  const word = Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${name}-${word}`;
}

/** The same id for the same key, so that Temporal itself refuses a second start. */
export function keyedRunId(name: string, idempotencyKey: string): string {
  return `${name}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
