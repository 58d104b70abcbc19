/**
 * What an event of Temporal's history is for the core. Owns the reading of histories, and of payloads in them; the
 * order is `fold.ts`.
 */
import { artifactsIn } from '../interpreter/artifact.ts';
import {
  ApplicationFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { LoadReply } from '../interpreter/call.ts';
import type { Answer } from '../interpreter/core/event.ts';
import type { RunIdentity } from '../interpreter/core/state.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import { idOf } from '../workflows/run-id.ts';
import { lostValue } from '../workflows/begin-call.ts';
import { childError, toRunError } from '../workflows/failures.ts';
import type { Unstamped } from '../workflows/feed.ts';
import { opened } from '../workflows/kept.ts';
import {
  awaitActivity,
  awaitSuffix,
  laneTimer,
  type LoadedRun,
  loadOp,
  type PartRun,
  passageTimer,
  pauseTimer,
  verbNames,
} from '../workflows/messages.ts';
import { grantedOf, namedEventOf, verbOf } from '../workflows/parse.ts';
import { type Decode, type Folding, takePlan } from './folding.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Ms since 1970 of an event. */
export function timeOf(event: HistoryEvent): number {
  return (
    Number(event.eventTime?.seconds ?? 0) * 1_000 + Math.floor((event.eventTime?.nanos ?? 0) / 1_000_000)
  );
}

/** A signal, or the wish that the run ends. */
export async function messageOf(
  { decode, state }: Folding,
  event: HistoryEvent,
): Promise<Unstamped | undefined> {
  if (event.workflowExecutionCancelRequestedEventAttributes) return { type: 'cancel' };
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (!signal) return undefined;
  // What nobody can read came to the workflow as nothing.
  const [sent] = await decode.values(signal.input).catch((error: unknown) => {
    if (error instanceof ApplicationFailure) throw error;
    return [];
  });
  return said(state.run, signal.signalName ?? '', sent);
}

export async function updateOf(
  { decode, state }: Folding,
  event: HistoryEvent,
): Promise<Unstamped | undefined> {
  const input = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  if (!input) return undefined;
  const [sent] = await decode.values(input.args);
  return said(state.run, input.name ?? '', sent);
}

function said(run: RunIdentity, name: string, sent: unknown): Unstamped | undefined {
  switch (name) {
    case 'resume':
      // Judged by the core, like what the workflow was given.
      return { type: 'answer', answer: sent as Answer };
    case 'event': {
      const event = namedEventOf(sent);
      return event && { type: 'event', event };
    }
    case 'granted': {
      const op = grantedOf(sent, run);
      return op === undefined ? undefined : { type: 'granted', op };
    }
    default: {
      const verbName = verbNames.find((known) => known === name);
      const verb = verbName && verbOf(verbName, sent);
      return verb && { type: 'verb', verb };
    }
  }
}

const ownTimers: readonly unknown[] = [passageTimer, pauseTimer, laneTimer];

/** A timer of the driver takes a number, and is no operation: those that were begun after it have the next ones. */
export async function noteOwnTimer({ decode, timers }: Folding, event: HistoryEvent): Promise<void> {
  const { timerStartedEventAttributes: started, userMetadata } = event;
  if (!started || !userMetadata?.summary) return;
  const [summary] = await decode.values({ payloads: [userMetadata.summary] });
  if (!ownTimers.includes(summary)) return;
  const own = Number(started.timerId);
  for (let number = timers.size; number >= own; number--)
    timers.set(String(number + 1), timers.get(String(number)) ?? '');
  timers.set(String(own), '');
}

/** The end of an operation; beginnings are only noted. */
export async function resultOf(folding: Folding, event: HistoryEvent): Promise<Unstamped | undefined> {
  const fired = event.timerFiredEventAttributes;
  if (fired) return { type: 'fired', op: folding.timers.get(fired.timerId ?? '') ?? '' };
  return (await activityResult(folding, event)) ?? childResult(folding, event);
}

async function activityResult(folding: Folding, event: HistoryEvent): Promise<Unstamped | undefined> {
  const { decode, scheduled } = folding;
  noteActivity(folding, event);
  const opOf = (id: unknown) => scheduled.get(String(id)) ?? '';
  const done = event.activityTaskCompletedEventAttributes;
  if (done) {
    if (folding.awaits.has(String(done.scheduledEventId))) return undefined;
    const [reply] = await decode.values(done.result);
    // What an activity returns has been through JSON.
    return activityDone(folding, opOf(done.scheduledEventId), (reply ?? null) as Json);
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    const failure = await decode.failure(failed.failure);
    // It will be begun again; the core has heard nothing.
    if (lostValue(failure) !== undefined) return undefined;
    return { type: 'failed', op: opOf(failed.scheduledEventId), error: toRunError(failure) };
  }
  const stopped = event.activityTaskCanceledEventAttributes;
  return stopped ? { type: 'stopped', op: opOf(stopped.scheduledEventId) } : undefined;
}

function noteActivity(folding: Folding, event: HistoryEvent): void {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType?.name === awaitActivity) {
    folding.scheduled.set(
      String(event.eventId),
      operationOf(folding, scheduled.activityId ?? '', awaitSuffix),
    );
    folding.awaits.add(String(event.eventId));
  } else if (scheduled) {
    const begun = operationOf(folding, scheduled.activityId ?? '');
    folding.scheduled.set(String(event.eventId), begun);
    folding.begun.add(begun);
  }
  const started = event.activityTaskStartedEventAttributes;
  const op = started && folding.scheduled.get(String(started.scheduledEventId));
  if (op) folding.attempts.set(op, (started.attempt ?? 1) + (folding.tried.get(op) ?? 0));
}

/** An operation with a very long name stands in history under a shorter one. */
function operationOf({ calls }: Folding, activityId: string, suffix = ''): string {
  const whole = activityId.slice(0, activityId.length - suffix.length);
  if (!activityId.includes('~') || calls.has(whole)) return whole;
  return [...calls.keys()].find((op) => idOf(op + suffix) === activityId) ?? whole;
}

const agentHit = '/cache.get';
/** `path#visit/turn.call` */
const agentsTool = /^(.*)#(\d+)\/\d+\.\d+$/;

export function activityDone(
  folding: Folding,
  op: string,
  reply: Json,
): Extract<Unstamped, { readonly type: 'done' }> | undefined {
  if (op === loadOp && !folding.loaded) {
    // The reply of `definition.load` has this shape by the contract in `call.ts`.
    takePlan(folding, reply as unknown as LoadReply);
    return undefined;
  }
  const call = folding.calls.get(op);
  const { hit, result } = opened(call?.type === 'call' ? call.input : null, reply);
  if (hit) folding.hits.add(op);
  // An agent's whole result; its visit is what has this in front.
  if (op.endsWith(agentHit) && isObject(result) && result['hit'] === true)
    folding.hits.add(op.slice(0, -agentHit.length));
  const [, node, visit] = agentsTool.exec(op) ?? [];
  if (node !== undefined && call?.type === 'call' && call.activity.startsWith('tool.'))
    for (const artifact of artifactsIn(result))
      folding.artifacts.push({ ...artifact, node, visit: Number(visit) });
  return { type: 'done', op, result };
}

async function childResult(folding: Folding, event: HistoryEvent): Promise<Unstamped | undefined> {
  await noteChild(folding, event);
  const { decode } = folding;
  const opOf = (id: unknown) => folding.scheduled.get(String(id)) ?? '';
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) {
    const op = opOf(started.initiatedEventId);
    return isDetached(folding, op) ? { type: 'done', op, result: folding.children.get(op) ?? '' } : undefined;
  }
  const ended = endOfChild(event);
  if (!ended) return undefined;
  const op = opOf(ended.initiatedEventId);
  if (isDetached(folding, op)) return undefined;
  const done = event.childWorkflowExecutionCompletedEventAttributes;
  if (done) {
    const [result] = await decode.values(done.result);
    return { type: 'done', op, result: (result ?? null) as Json };
  }
  if (event.childWorkflowExecutionCanceledEventAttributes) return { type: 'stopped', op };
  const failure = await failureOfChild(decode, event);
  return { type: 'failed', op, error: childError(failure) };
}

/** The operation stands in what the child was started with. */
async function noteChild(
  { decode, scheduled, children, begun }: Folding,
  event: HistoryEvent,
): Promise<void> {
  const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (!initiated) return;
  const [input] = (await decode.values(initiated.input)) as [LoadedRun | PartRun];
  scheduled.set(String(event.eventId), input.parent.op);
  begun.add(input.parent.op);
  children.set(input.parent.op, initiated.workflowId ?? '');
}

function isDetached({ calls }: Folding, op: string): boolean {
  const command = calls.get(op);
  return command?.type === 'child' && command.detach;
}

function endOfChild(event: HistoryEvent) {
  return (
    event.childWorkflowExecutionCompletedEventAttributes ??
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionTerminatedEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes ??
    event.startChildWorkflowExecutionFailedEventAttributes
  );
}

/** As the SDK gives it to the workflow. */
async function failureOfChild(decode: Decode, event: HistoryEvent): Promise<Error | undefined> {
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) return decode.failure(failed.failure);
  if (event.childWorkflowExecutionTerminatedEventAttributes) return new TerminatedFailure('terminated');
  if (event.childWorkflowExecutionTimedOutEventAttributes)
    return new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE');
  return new WorkflowExecutionAlreadyStartedError('A run of this id is there already', '', '');
}
