/**
 * Options of an activity, made from a call of the core. Owns the timeouts that the definition does not state.
 */
import type { ActivityOptions } from '@temporalio/workflow';
import type { CallCommand } from '../interpreter/sandbox.ts';

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

/** Attempts, pauses and timeouts in Temporal's words. */
export function activityOptions(command: CallCommand): ActivityOptions {
  const { op, retry, timeoutMs, title } = command;
  return {
    activityId: op,
    summary: summaryOf(title),
    heartbeatTimeout: heartbeatMs,
    startToCloseTimeout: (retry.attemptTimeoutMs ?? timeoutMs ?? defaultMs(command.activity)) + graceMs,
    ...(timeoutMs !== undefined && { scheduleToCloseTimeout: timeoutMs + graceMs }),
    retry: {
      maximumAttempts: retry.attempts,
      initialInterval: retry.backoffMs,
      backoffCoefficient: retry.factor,
      maximumInterval: Math.max(retry.maxMs, retry.backoffMs),
    },
  };
}

function defaultMs(activity: string): number {
  if (activity.startsWith('run.')) return attemptMs.run;
  return activity.startsWith('agent.') ? attemptMs.agent : attemptMs.tool;
}

/** Temporal promises 200 bytes for a summary; a character takes at most 3 (a surrogate pair 4). */
export function summaryOf(title: string): string {
  if (title.length <= 66) return title;
  const encoder = new TextEncoder();
  let end = Math.min(title.length, 197);
  while (encoder.encode(title.slice(0, end)).length > 197) end--;
  return end < title.length ? `${title.slice(0, end)}…` : title;
}
