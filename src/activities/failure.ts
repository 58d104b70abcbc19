/**
 * Turns what an attempt threw into Temporal's failure: the one place where `retry.on`, `retry.not`, jitter and the
 * other side's wish for a pause decide about the next attempt. Temporal keeps the count and the plain pauses.
 */
import { ApplicationFailure } from '@temporalio/common';
import { errorMatches, type ErrorType, type RunError } from '../interpreter/errors.ts';
import type { RetryPlan } from '../interpreter/plan.ts';
import { CallError } from './call-error.ts';

/** The same inputs give the same error, whatever `retry.on` says; a visit's own expiry is final (S17). */
const never: readonly ErrorType[] = ['timeout', 'tool-input', 'tool-unknown'];

/** A pause that the other side asks for is kept up to this long; after that it is asked again. */
const longestHintMs = 10 * 60_000;

/** `attempt` counts from 1; `random` is in [0, 1). */
export function toFailure(
  thrown: unknown,
  retry: RetryPlan,
  attempt: number,
  random: () => number = Math.random,
): ApplicationFailure {
  const { error: whole, retryAfterMs } = thrown instanceof CallError ? thrown : unexpected(thrown);
  const error = fitting(whole);
  const retryable = mayRetry(error, retry);
  const pause = retryable ? pauseMs(retry, attempt, retryAfterMs, random) : undefined;
  return ApplicationFailure.create({
    type: error.type,
    message: error.title,
    nonRetryable: !retryable,
    details: [error],
    ...(pause !== undefined && { nextRetryDelay: pause }),
  });
}

/** Beyond 2 MiB Temporal would put an error of its own in its place; a run's history holds each of these. */
const caps = { title: 500, detail: 8_000, data: 64 * 1024 };

/** Texts are clipped; `data`, of which a piece is worth nothing, is left out. */
function fitting(error: RunError): RunError {
  const { data, ...words } = error;
  return {
    ...words,
    title: clip(error.title, caps.title),
    ...(error.detail !== undefined && { detail: clip(error.detail, caps.detail) }),
    ...(data !== undefined && Buffer.byteLength(JSON.stringify(data)) <= caps.data && { data }),
  };
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}

/** A fault of ours or of the machine (a full disk, no more file handles): the next attempt may find it mended. */
function unexpected(thrown: unknown): CallError {
  const title = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new CallError({ type: 'internal', title, retryable: true });
}

function mayRetry(error: RunError, retry: RetryPlan): boolean {
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => errorMatches(pattern, error.type));
  if (never.some((type) => type === error.type) || named(retry.not ?? [])) return false;
  // Temporal tries again after the loss of a worker without asking; a worker that ends in order is no different.
  if (error.type === 'worker-lost') return true;
  return retry.on === undefined ? error.retryable : named(retry.on);
}

/** Undefined leaves the pause to Temporal's own policy, which knows no jitter and no hints. */
function pauseMs(
  retry: RetryPlan,
  attempt: number,
  hintMs: number | undefined,
  random: () => number,
): number | undefined {
  if (hintMs === undefined && retry.jitter === 0) return undefined;
  const plain = Math.min(
    retry.backoffMs * retry.factor ** (attempt - 1),
    Math.max(retry.maxMs, retry.backoffMs),
  );
  const jittered = plain * (1 - retry.jitter * random());
  return Math.round(Math.max(jittered, Math.min(hintMs ?? 0, longestHintMs)));
}
