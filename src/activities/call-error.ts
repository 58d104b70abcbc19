/**
 * The error that activities throw: a `RunError` on its way to Temporal. Owns the class; `failure.ts` decides about
 * further attempts.
 */
import type { ErrorType, RunError } from '../interpreter/errors.ts';

export class CallError extends Error {
  readonly error: RunError;
  /** The other side asked not to be called again before this time has passed. */
  readonly retryAfterMs: number | undefined;

  constructor(error: RunError, retryAfterMs?: number) {
    super(error.title);
    this.name = 'CallError';
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An error of a type that Ostinato itself raises, which another attempt would meet again. */
export function lasting(type: ErrorType, title: string, more: Partial<RunError> = {}): CallError {
  return new CallError({ type, title, retryable: false, ...more });
}

/** An error of a type that Ostinato itself raises, which another attempt may not meet. */
export function passing(
  type: ErrorType,
  title: string,
  more: Partial<RunError> = {},
  retryAfterMs?: number,
): CallError {
  return new CallError({ type, title, retryable: true, ...more }, retryAfterMs);
}
