/**
 * Runs that take no signal for now: Temporal takes 10,000 for each execution of a run, and one that cannot go on in a new
 * execution yet is not over. Owns how they are told from those that are, and for how long they are left alone.
 */
import { ApplicationFailure, sleep } from '@temporalio/workflow';

const pauseMs = 30_000;

export interface Deaf {
  has(runId: string): boolean;
  /** @returns whether a signal has failed so that it is worth another try */
  note(runId: string, failure: unknown): boolean;
}

export function createDeaf(): Deaf {
  const deaf = new Set<string>();
  return {
    has: (runId) => deaf.has(runId),
    note(runId, failure) {
      if (!isLimit(failure)) return false;
      deaf.add(runId);
      void sleep(pauseMs, { summary: 'A run takes no more signals for now' }).then(() => deaf.delete(runId));
      return true;
    },
  };
}

/** The SDK says it in words alone. */
function isLimit(failure: unknown): boolean {
  return failure instanceof ApplicationFailure && failure.message.includes('signal limit was exceeded');
}
