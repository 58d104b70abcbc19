/**
 * The time limits of a call: the whole visit's, counted from when it was first scheduled, one attempt's, and that of the
 * local lane. Owns the timers; what is limited gets an attempt whose signal tells that time is up, and ends its work itself.
 */
import type { Call } from '../interpreter/call.ts';
import { formatDuration } from '../interpreter/duration.ts';
import { tooSlow } from '../interpreter/errors.ts';
import { linkedTo } from './abort.ts';
import type { Attempt } from './attempt.ts';
import { CallError, lasting, passing } from './call-error.ts';

/** In the local lane; the run hears nothing meanwhile. */
const localMs = 2_000;

/** Timers of Node hold 31 bits of ms, 24 days; beyond that Temporal's own timeout of the activity is the limit. */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * When the signal was aborted and the work failed, the reason of the abort is the error: what the work met while it was
 * being stopped explains nothing. A result that came first is kept.
 */
export async function withinLimits<T>(
  call: Call,
  attempt: Attempt,
  now: number,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const { signal, abort, unlink } = linkedTo(attempt.signal);
  const timers = limitsOf(call, attempt, now).map((limit) => start(limit, abort));
  try {
    return await work({ ...attempt, signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    unlink();
  }
}

/** What is overdue already is stopped before it begins. */
function start({ ms, expired }: Limit, abort: (reason: Error) => void): NodeJS.Timeout | undefined {
  if (ms <= 0) abort(expired());
  if (ms <= 0 || ms > longestTimerMs) return undefined;
  return setTimeout(() => abort(expired()), ms);
}

interface Limit {
  readonly ms: number;
  readonly expired: () => Error;
}

function limitsOf(call: Call, attempt: Attempt, now: number): Limit[] {
  const { timeoutMs, retry } = call;
  const limits: Limit[] = [];
  if (timeoutMs !== undefined)
    limits.push({
      ms: attempt.scheduledAt + timeoutMs - now,
      expired: () =>
        lasting('timeout', `Not done within ${formatDuration(timeoutMs)}`, { detail: longer('timeout') }),
    });
  const attemptMs = retry.attemptTimeoutMs;
  if (attemptMs !== undefined)
    limits.push({
      ms: attemptMs,
      expired: () =>
        passing('attempt-timeout', `The attempt took longer than ${formatDuration(attemptMs)}`, {
          detail: longer('retry.attemptTimeout'),
        }),
    });
  if (attempt.local)
    limits.push({
      ms: localMs,
      expired: () =>
        new CallError({ type: tooSlow, title: 'This takes too long for the local lane', retryable: false }),
    });
  return limits;
}

function longer(key: string): string {
  return `Give the node a longer \`${key}\`, or find out what takes so long.`;
}
