/**
 * One call in the local lane: a single attempt, by a local activity, and what follows from its end. Owns how the
 * operation stands in the summary of its marker, where the client finds it again: nothing else there names it.
 */
import { ActivityCancellationType, proxyLocalActivities, sleep } from '@temporalio/workflow';
import { type CallCommand, isObject, type Json, largeFrom, pauseAfter } from '../interpreter/sandbox.ts';
import { summaryOf } from './activity-options.ts';
import { type AfterLocal, afterLocal } from './after-local.ts';
import type { Feed } from './feed.ts';
import type { Groups } from './groups.ts';
import { opened } from './kept.ts';
import type { Over } from './lane.ts';
import { pauseTimer } from './messages.ts';

type Calls = Record<string, (input: Json) => Promise<Json>>;

export interface LocalParts {
  readonly groups: Groups;
  readonly feed: Feed;
  /** The operation has ended, in whatever lane. */
  readonly leave: (command: CallCommand) => void;
  /** Begins it as an activity. */
  readonly call: (command: CallCommand) => void;
}

/** The worker ends an attempt after 2 s by itself; this is for one that hangs. */
const attemptMs = 12_000;
/** Characters that a failure may take, roughly. */
const failureSize = 10_000;
/** Of an operation, so that the summary has room for it. */
const longestOp = 120;

/** Whether the marker can tell what it is of. */
export function isNameable({ op }: CallCommand): boolean {
  return op.length <= longestOp;
}

/** @param index in its round @param of how many that has */
export function beginLocal(
  command: CallCommand,
  index: number,
  of: number,
  over: Over,
  parts: LocalParts,
): void {
  const { op, activity, input, group } = command;
  const begunAt = Date.now();
  parts.groups.within(group, () => {
    const begin = proxyLocalActivities<Calls>({
      startToCloseTimeout: attemptMs,
      retry: { maximumAttempts: 1 },
      cancellationType: ActivityCancellationType.TRY_CANCEL,
      summary: localSummary(command, index, of),
    })[activity];
    if (!begin) throw new Error(`no activity ${activity}`);
    begin(isObject(input) ? { ...input, localOp: op } : input).then(
      (reply) => over(sizeOf(reply), () => done(command, reply, parts)),
      (failure: unknown) => over(failureSize, () => undone(command, failure, Date.now() - begunAt, parts)),
    );
  });
}

function done(command: CallCommand, reply: Json | undefined, { leave, groups, feed }: LocalParts): void {
  const { op, input, group } = command;
  groups.leave(group);
  leave(command);
  feed({ type: 'done', op, result: opened(input, reply ?? null).result, local: true });
}

function undone(command: CallCommand, failure: unknown, tookMs: number, parts: LocalParts): void {
  const { op, group, retry } = command;
  const { groups, leave, feed } = parts;
  const next = afterLocal(failure, retry);
  // Before it is left: what follows is stopped with the group, too.
  if (next.is === 'again') again(command, next, tookMs, parts);
  groups.leave(group);
  if (next.is === 'again') return;
  leave(command);
  if (next.is === 'failed') feed({ type: 'failed', op, error: next.error, local: true });
  else feed({ type: 'stopped', op, local: true });
}

type Again = Extract<AfterLocal, { readonly is: 'again' }>;

function again(command: CallCommand, { tried, pauseMs }: Again, tookMs: number, parts: LocalParts): void {
  const { op, group } = command;
  const { groups, leave, call, feed } = parts;
  const rest = restOf(command, tried, tookMs + pauseMs);
  if (pauseMs === 0) return call(rest);
  groups.within(group, () => {
    sleep(pauseMs, { summary: pauseTimer }).then(
      () => {
        call(rest);
        groups.leave(group);
      },
      () => {
        groups.leave(group);
        leave(command);
        feed({ type: 'stopped', op });
      },
    );
  });
}

/** What is left of the attempts and of the time; the activity counts on from the attempts before. */
function restOf(command: CallCommand, tried: 0 | 1, goneMs: number): CallCommand {
  const { input, retry, timeoutMs } = command;
  const left = timeoutMs !== undefined && { timeoutMs: Math.max(1, timeoutMs - goneMs) };
  return {
    ...command,
    ...left,
    input: isObject(input) ? { ...input, ...left, ...(tried > 0 && { tried }) } : input,
    retry:
      tried > 0 ? { ...retry, attempts: retry.attempts - tried, backoffMs: pauseAfter(retry, 2) } : retry,
  };
}

function sizeOf(reply: Json | undefined): number {
  return Math.min(JSON.stringify(reply ?? null).length, largeFrom);
}

/** `Look up (items#1[3]/ask#1, 4 of 50)`: the title, the operation, and its place in a round of several. */
export function localSummary({ op, title }: CallCommand, index: number, of: number): string {
  const place = of > 1 ? `, ${index + 1} of ${of}` : '';
  const behind = ` (${op}${place})`;
  return summaryOf(title, behind);
}

const summaryPattern = /\((?<op>[^\s(]+?)(?:, \d+ of (?<of>\d+))?\)$/;

/** What a summary says; nothing when it is none of this lane. */
export function readLocalSummary(summary: string): { readonly op: string; readonly of: number } | undefined {
  const { op, of = '1' } = summaryPattern.exec(summary)?.groups ?? {};
  return op === undefined ? undefined : { op, of: Number(of) };
}
