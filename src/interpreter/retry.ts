/** The rules of `retry` (S17): which errors are tried again, and after what pause. Owns no counts. */
import { errorMatches, type ErrorType, isInDoubt, type RunError } from './errors.ts';
import type { RetryPlan } from './plan.ts';

/** The same inputs give the same error, whatever `retry.on` says; a visit's own expiry is final (S17). */
const never: readonly ErrorType[] = ['timeout', 'tool-input', 'tool-unknown'];

export function mayRetry(error: RunError, retry: RetryPlan): boolean {
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => errorMatches(pattern, error.type));
  if (never.some((type) => type === error.type) || named(retry.not ?? [])) return false;
  if (retry.doubt === 'ask' && isInDoubt(error)) return false;
  // Temporal tries again after the loss of a worker without asking; a worker that ends in order is no different.
  if (error.type === 'worker-lost') return true;
  return retry.on === undefined ? error.retryable : named(retry.on);
}

/** Ms after the attempt of this number (from 1), without its random part. */
export function pauseAfter({ backoffMs, factor, maxMs }: RetryPlan, attempt: number): number {
  return Math.min(backoffMs * factor ** (attempt - 1), Math.max(maxMs, backoffMs));
}
