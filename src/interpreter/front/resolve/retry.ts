/** Retries as the plan has them: the node's key over `defaults` over the default of the kind (S17, settled 20). */
import { parseDuration } from '../../duration.ts';
import type { RetryPlan } from '../../plan.ts';
import type { Retry } from '../document/keys.ts';

const standard: RetryPlan = { attempts: 3, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

/** A kind without a default retry is tried again by its own key only. */
export function retryPlan(
  own: Retry | undefined,
  defaults: Retry | undefined,
  byDefault: boolean,
): RetryPlan {
  if (own === undefined && !byDefault) return { ...standard, attempts: 1 };
  return over(byDefault ? over(standard, defaults) : standard, own);
}

function over(base: RetryPlan, retry: Retry | undefined): RetryPlan {
  if (retry === undefined) return base;
  if (typeof retry === 'number') return { ...base, attempts: retry };
  const backoffMs = retry.backoff === undefined ? base.backoffMs : milliseconds(retry.backoff);
  return {
    ...base,
    backoffMs,
    ...(retry.attempts !== undefined && { attempts: retry.attempts }),
    ...(retry.factor !== undefined && { factor: retry.factor }),
    // A first pause that is longer than the longest one would make no sense.
    maxMs: retry.max === undefined ? Math.max(base.maxMs, backoffMs) : milliseconds(retry.max),
    ...(retry.jitter !== undefined && { jitter: retry.jitter }),
    ...(retry.attemptTimeout !== undefined && { attemptTimeoutMs: milliseconds(retry.attemptTimeout) }),
    ...(retry.on && { on: retry.on }),
    ...(retry.not && { not: retry.not }),
  };
}

/** Of a duration that has been checked with the shape. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`${text} is no duration, and was not checked`);
  return ms;
}
