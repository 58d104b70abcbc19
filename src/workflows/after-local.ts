/**
 * What follows when the attempt in the local lane did not succeed: the lane makes one, and all others are those of an
 * activity. Owns that decision; used by the driver and, on histories, by the client.
 */
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { pauseAfter, type RetryPlan, type RunError, tooSlow } from '../interpreter/sandbox.ts';
import { lostValue } from './begin-call.ts';
import { toRunError } from './failures.ts';

export type AfterLocal =
  | { readonly is: 'stopped' }
  | { readonly is: 'failed'; readonly error: RunError }
  /** As an activity, after the pause; `tried`: attempts that count as made. */
  | { readonly is: 'again'; readonly tried: 0 | 1; readonly pauseMs: number };

export function afterLocal(failure: unknown, retry: RetryPlan): AfterLocal {
  if (isCancellation(failure)) return { is: 'stopped' };
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (cause instanceof TimeoutFailure) return { is: 'again', tried: 0, pauseMs: 0 };
  if (!(cause instanceof ApplicationFailure)) return { is: 'failed', error: toRunError(cause) };
  // It has not begun, or its time in the lane was over.
  if (cause.type === tooSlow || lostValue(cause) !== undefined) return { is: 'again', tried: 0, pauseMs: 0 };
  if (cause.nonRetryable || retry.attempts === 1) return { is: 'failed', error: toRunError(cause) };
  const pause = cause.details?.[1];
  return { is: 'again', tried: 1, pauseMs: typeof pause === 'number' ? pause : pauseAfter(retry, 1) };
}
