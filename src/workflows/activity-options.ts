/**
 * Options of an activity, made from a call of the core, and retries in Temporal's words. Owns the timeouts that the
 * definition does not state.
 */
import type { RetryPolicy } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';
import { type CallCommand, type ErrorType, type RetryPlan } from '../interpreter/sandbox.ts';
import { idOf } from './run-id.ts';

const second = 1_000;
/** A worker that is silent for longer is lost; activities beat every 3 s. */
const heartbeatMs = 15 * second;
/**
 * Limits of time are the worker's to keep: it ends what is under way and knows `retry.on` and `retry.not`, which the
 * server does not. The server steps in this much later.
 */
const graceMs = 15 * second;
/** Where the definition states no time for an attempt. */
const attemptMs = { run: 7 * 24 * 3_600 * second, tool: 300 * second, agent: 900 * second };

type Described = Pick<CallCommand, 'activity' | 'title' | 'retry'> &
  Partial<Pick<CallCommand, 'op' | 'timeoutMs' | 'priority' | 'queue'>>;

/** Attempts, pauses and timeouts in Temporal's words. */
export function activityOptions(command: Described): ActivityOptions {
  const { op, retry, timeoutMs, title, priority, queue } = command;
  return {
    ...(op !== undefined && { activityId: idOf(op) }),
    summary: summaryOf(title),
    heartbeatTimeout: heartbeatMs,
    startToCloseTimeout: (retry.attemptTimeoutMs ?? timeoutMs ?? defaultMs(command.activity)) + graceMs,
    ...(timeoutMs !== undefined && { scheduleToCloseTimeout: timeoutMs + graceMs }),
    ...(priority !== undefined && { priority: { priorityKey: priority } }),
    ...(queue !== undefined && { taskQueue: queue }),
    retry: retryPolicy(retry),
  };
}

/** The server's words for an attempt of which it has heard nothing in time; and a result that could not be written. */
const lostAttempts = [
  'TemporalTimeout:Heartbeat',
  'TemporalTimeout:StartToClose',
  'store' satisfies ErrorType,
];

export function retryPolicy(retry: RetryPlan): RetryPolicy {
  return {
    maximumAttempts: retry.attempts,
    initialInterval: retry.backoffMs,
    backoffCoefficient: retry.factor,
    maximumInterval: Math.max(retry.maxMs, retry.backoffMs),
    ...(retry.doubt && { nonRetryableErrorTypes: lostAttempts }),
  };
}

function defaultMs(activity: string): number {
  if (activity.startsWith('run.')) return attemptMs.run;
  return activity.startsWith('agent.') ? attemptMs.agent : attemptMs.tool;
}

/**
 * Temporal promises 200 bytes for a summary; a character takes at most 3 (a surrogate pair 4).
 * @param behind ASCII that stays whole behind a title that is cut
 */
export function summaryOf(title: string, behind = ''): string {
  const room = 197 - behind.length;
  if (title.length <= room / 3) return title + behind;
  const encoder = new TextEncoder();
  let end = Math.min(title.length, room);
  while (encoder.encode(title.slice(0, end)).length > room) end--;
  return (end < title.length ? `${title.slice(0, end)}…` : title) + behind;
}
