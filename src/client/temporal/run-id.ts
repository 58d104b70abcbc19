/** How runs that are started from outside are named on Temporal: the run id is the workflow id. */
import { createHash, randomInt } from 'node:crypto';
import { newRunId } from '../../workflows/run-id.ts';

/** A clash is noticed and another id is made. */
export function randomRunId(name: string): string {
  return newRunId(name, (below) => randomInt(below));
}

/** The same id for the same key, so that Temporal itself refuses a second start. */
export function keyedRunId(name: string, idempotencyKey: string): string {
  return `${name}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
