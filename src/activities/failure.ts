/**
 * Turns what an attempt threw into Temporal's failure: the one place where jitter, the other side's wish for a pause and
 * the time that is left decide about the next attempt; which errors have one is `interpreter/retry.ts`. Temporal keeps
 * the count.
 */
import { ApplicationFailure } from '@temporalio/common';
import { clip } from '../interpreter/clip.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { RetryPlan } from '../interpreter/plan.ts';
import { mayRetry, pauseAfter } from '../interpreter/retry.ts';
import { CallError } from './call-error.ts';

/** A pause that the other side asks for is kept up to this long; after that it is asked again. */
const longestHintMs = 10 * 60_000;

/** `attempt` counts from 1; `leftMs`: until the visit's timeout; `random` is in [0, 1). */
export function toFailure(
  thrown: unknown,
  retry: RetryPlan,
  attempt: number,
  leftMs = Infinity,
  random: () => number = Math.random,
): ApplicationFailure {
  const { error: whole, retryAfterMs } = thrown instanceof CallError ? thrown : unexpected(thrown);
  const error = fitting(whole);
  const pause = pauseMs(retry, attempt, retryAfterMs, random);
  const retryable = mayRetry(error, retry) && pause < leftMs;
  // Without jitter and wishes the pause is that of Temporal's own policy.
  const own = retryable && (retryAfterMs !== undefined || retry.jitter > 0);
  return ApplicationFailure.create({
    type: error.type,
    message: error.title,
    nonRetryable: !retryable,
    // The SDK does not give the delay to a workflow, which needs it after an attempt in the local lane.
    details: own ? [error, pause] : [error],
    ...(own && { nextRetryDelay: pause }),
  });
}

/** A run's history holds each of these. */
const caps = { type: 200, title: 500, detail: 8_000, data: 64 * 1024 };

/** Texts are clipped; `data`, of which a piece is worth nothing, is left out. */
function fitting(error: RunError): RunError {
  const { data, ...words } = error;
  return {
    ...words,
    type: clip(error.type, caps.type),
    title: clip(error.title, caps.title),
    ...(error.detail !== undefined && { detail: clip(error.detail, caps.detail) }),
    ...(data !== undefined && Buffer.byteLength(JSON.stringify(data)) <= caps.data && { data }),
  };
}

/** A fault of ours or of the machine (a full disk, no more file handles): the next attempt may find it mended. */
function unexpected(thrown: unknown): CallError {
  const title = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new CallError({ type: 'internal', title, retryable: true });
}

function pauseMs(
  retry: RetryPlan,
  attempt: number,
  hintMs: number | undefined,
  random: () => number,
): number {
  const jittered = pauseAfter(retry, attempt) * (1 - retry.jitter * random());
  return Math.round(Math.max(jittered, Math.min(hintMs ?? 0, longestHintMs)));
}
