/**
 * Folds a run's history through the core: the same plan and the same events give the same state as in the workflow, so
 * a run can be shown with no worker alive (settled 12; ADR 0004). Owns the order in which history becomes events.
 *
 * FO1. Events of one workflow task come in the order of the sandbox: signals and updates, then results in history's
 *      order, then what was stopped without waiting for it.
 * FO2. Only completed workflow tasks count: what no worker has seen yet has not happened to the run.
 */
import type { temporal } from '@temporalio/proto';
import type { Answer, Event } from '../interpreter/core/event.ts';
import type { CallCommand, Command } from '../interpreter/core/command.ts';
import { createState, type RunState } from '../interpreter/core/state.ts';
import { transition } from '../interpreter/core/transition.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import { toRunError } from '../workflows/failures.ts';
import type { RunInput } from '../workflows/messages.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads;

/** How payloads and failures of this namespace are read; made from the client's data converter. */
export interface Decode {
  values(payloads: Payloads | null | undefined): Promise<readonly unknown[]>;
  failure(failure: temporal.api.failure.v1.IFailure | null | undefined): Promise<Error | undefined>;
}

export interface Folded {
  readonly input: RunInput;
  readonly state: RunState;
  /** Every call that was made, by operation. */
  readonly calls: ReadonlyMap<string, CallCommand>;
  /** Attempts of ended operations, by operation. */
  readonly attempts: ReadonlyMap<string, number>;
  /** How the run itself ended, when it failed. */
  readonly failure?: RunError;
}

export async function fold(
  run: { readonly id: string; readonly workflow: string },
  history: readonly HistoryEvent[],
  decode: Decode,
): Promise<Folded> {
  // The workflow has one argument, whose shape is the contract of `messages.ts`.
  const [input] = (await decode.values(history[0]?.workflowExecutionStartedEventAttributes?.input)) as [
    RunInput,
  ];
  const state = createState(input.plan, { ...run, version: input.definition.version }, input.input);
  const folding = {
    input,
    state,
    decode,
    calls: new Map(),
    attempts: new Map(),
    scheduled: new Map(),
    timers: new Map(),
  };
  const failure = await walk(folding, history);
  return { input, state, calls: folding.calls, attempts: folding.attempts, ...(failure && { failure }) };
}

interface Folding {
  readonly input: RunInput;
  readonly state: RunState;
  readonly decode: Decode;
  readonly calls: Map<string, CallCommand>;
  readonly attempts: Map<string, number>;
  /** Event id of the scheduling → operation. */
  readonly scheduled: Map<string, string>;
  /** Timer id (its number) → operation. */
  readonly timers: Map<string, string>;
}

type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** One workflow task: what came in before it, and when it began. */
async function walk(folding: Folding, history: readonly HistoryEvent[]): Promise<RunError | undefined> {
  let messages: Unstamped[] = [{ type: 'start' }];
  let results: Unstamped[] = [];
  let startedAt = 0;
  for (const [index, event] of history.entries()) {
    note(folding, event);
    if (event.workflowTaskStartedEventAttributes) startedAt = timeOf(event);
    const message = await messageOf(folding, event);
    if (message) messages.push(message);
    const result = await resultOf(folding, event);
    if (result) results.push(result);
    if (event.workflowTaskCompletedEventAttributes) {
      const updates = await updatesAfter(folding, history, index);
      apply(folding, [...messages, ...updates, ...results], startedAt);
      messages = [];
      results = [];
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) return toRunError(await folding.decode.failure(failed.failure));
  }
  return undefined;
}

/** Updates stand behind the task in which they were accepted. */
async function updatesAfter(
  { decode }: Folding,
  history: readonly HistoryEvent[],
  task: number,
): Promise<readonly Unstamped[]> {
  const events: Unstamped[] = [];
  for (let index = task + 1; index < history.length; index++) {
    const event = history[index];
    if (!event || event.workflowTaskScheduledEventAttributes || event.workflowTaskStartedEventAttributes)
      break;
    const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    if (!request) continue;
    const [answer] = await decode.values(request.input?.args);
    // Judged by the core, like what the workflow was given.
    events.push({ type: 'answer', answer: answer as Answer });
  }
  return events;
}

function apply(folding: Folding, events: readonly Unstamped[], at: number): void {
  const queue = [...events];
  for (const event of queue) {
    const commands = transition(folding.input.plan, folding.state, { ...event, at });
    for (const command of commands) queue.push(...follow(folding, command));
  }
}

/** Keeps what later events refer to; gives the operations that stop at once (`awaitStop` false). */
function follow(folding: Folding, command: Command): readonly Unstamped[] {
  switch (command.type) {
    case 'call':
      folding.calls.set(command.op, command);
      return [];
    case 'timer':
      folding.timers.set(String(folding.timers.size + 1), command.op);
      return [];
    case 'stop':
      return [...folding.calls.values()]
        .filter((call) => call.group === command.group && !call.awaitStop && folding.state.ops[call.op])
        .map(({ op }) => ({ type: 'stopped', op }));
    case 'finish':
      return [];
  }
}

function note(folding: Folding, event: HistoryEvent): void {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) folding.scheduled.set(String(event.eventId), scheduled.activityId ?? '');
  const started = event.activityTaskStartedEventAttributes;
  const op = started && folding.scheduled.get(String(started.scheduledEventId));
  if (op) folding.attempts.set(op, started.attempt ?? 1);
}

async function messageOf({ decode }: Folding, event: HistoryEvent): Promise<Unstamped | undefined> {
  if (event.workflowExecutionCancelRequestedEventAttributes) return { type: 'cancel' };
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal?.signalName !== 'resume') return undefined;
  // What nobody can read came to the workflow as nothing.
  const [answer] = await decode.values(signal.input).catch(() => []);
  // Judged by the core, like what the workflow was given.
  return { type: 'answer', answer: answer as Answer };
}

async function resultOf(folding: Folding, event: HistoryEvent): Promise<Unstamped | undefined> {
  const { decode, timers, scheduled } = folding;
  const fired = event.timerFiredEventAttributes;
  if (fired) return { type: 'fired', op: timers.get(fired.timerId ?? '') ?? '' };
  const opOf = (id: unknown) => scheduled.get(String(id)) ?? '';
  const done = event.activityTaskCompletedEventAttributes;
  if (done) {
    const [result] = await decode.values(done.result);
    // What an activity returns has been through JSON.
    return { type: 'done', op: opOf(done.scheduledEventId), result: (result ?? null) as Json };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    const error = toRunError(await decode.failure(failed.failure));
    return { type: 'failed', op: opOf(failed.scheduledEventId), error };
  }
  const stopped = event.activityTaskCanceledEventAttributes;
  return stopped ? { type: 'stopped', op: opOf(stopped.scheduledEventId) } : undefined;
}

/** Ms since 1970 of an event. */
export function timeOf(event: HistoryEvent): number {
  return (
    Number(event.eventTime?.seconds ?? 0) * 1_000 + Math.floor((event.eventTime?.nanos ?? 0) / 1_000_000)
  );
}
