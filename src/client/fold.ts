/**
 * Folds a run's history through the core: the same plan and the same events give the same state as in the workflow, so
 * a run can be shown with no worker alive (settled 12; ADR 0004). Owns the order in which history becomes events; what
 * each one becomes is `fold-events.ts`.
 *
 * FO1. Events of one workflow task come in the order of the sandbox: signals and updates, then results in history's
 *      order, then what was stopped without waiting for it.
 * FO2. Only completed workflow tasks count: what no worker has seen yet has not happened to the run.
 * FO3. A run that loads its plan begins in the task that brings the plan; what was sent to it before is delivered then.
 * FO4. What was done in the local lane is heard in rounds, behind what else came in with the workflow task.
 */
import type { Command } from '../interpreter/core/command.ts';
import { forgottenSince, withForgotten } from '../interpreter/core/forget.ts';
import type { RunState } from '../interpreter/core/state.ts';
import { transition } from '../interpreter/core/transition.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Plan } from '../interpreter/plan.ts';
import { toRunError } from '../workflows/failures.ts';
import type { Loaded } from '../workflows/continued.ts';
import type { Unstamped } from '../workflows/feed.ts';
import type { RunArguments, RunInput } from '../workflows/messages.ts';
import type { ArtifactView } from './orchestrator.ts';
import { type HistoryEvent, messageOf, noteOwnTimer, resultOf, timeOf, updateOf } from './fold-events.ts';
import { createRounds, heardOf, localEndOf, type Round } from './fold-local.ts';
import { type Begun, createFolding, type Decode, type Folding } from './folding.ts';

export type { Decode } from './folding.ts';

export interface Folded {
  readonly run: RunInput;
  /** Of a child run that has not loaded its plan: a plan of nothing. */
  readonly plan: Plan;
  readonly loaded?: Loaded;
  readonly state: RunState;
  /** Every call that was made and every child run that was begun, by operation. */
  readonly calls: ReadonlyMap<string, Begun>;
  /** Attempts of ended operations, by operation. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Of those, or of operations under way: how many were made in the local lane, before the activity. */
  readonly tried: ReadonlyMap<string, number>;
  /** Operations whose result was kept from before. */
  readonly hits: ReadonlySet<string>;
  /** Run ids of the children, by operation. */
  readonly children: ReadonlyMap<string, string>;
  /** Of what the tools of agents gave. */
  readonly artifacts: readonly ArtifactView[];
  /** How the run itself ended, when it failed or was terminated. */
  readonly failure?: RunError;
}

interface RunName {
  readonly id: string;
  readonly workflow: string;
}

/** A run and the executions that it has gone through, oldest first; what the newest has forgotten is put back. */
export async function foldAll(
  run: RunName,
  histories: readonly (readonly HistoryEvent[])[],
  decode: Decode,
): Promise<Folded> {
  let folded: Folded | undefined;
  for (const history of histories) {
    const next = await fold(run, history, decode);
    folded = folded ? joined(folded, next) : next;
  }
  if (!folded) throw new Error(`${run.id} has no history`);
  return folded;
}

function joined(before: Folded, next: Folded): Folded {
  return {
    ...next,
    state: withForgotten(next.state, forgottenSince(before.state)),
    calls: new Map([...before.calls, ...next.calls]),
    attempts: new Map([...before.attempts, ...next.attempts]),
    tried: new Map([...before.tried, ...next.tried]),
    hits: new Set([...before.hits, ...next.hits]),
    children: new Map([...before.children, ...next.children]),
    artifacts: [...before.artifacts, ...next.artifacts],
  };
}

/** One execution of a run. */
export async function fold(run: RunName, history: readonly HistoryEvent[], decode: Decode): Promise<Folded> {
  // What the workflow was given has the shape that `messages.ts` agrees on.
  const started = history[0]?.workflowExecutionStartedEventAttributes;
  const given = (await decode.values(started?.input)) as RunArguments;
  const folding = createFolding({ ...run, execution: started?.originalExecutionRunId ?? '' }, given, decode);
  const failure = await walk(folding, history);
  const { plan, loaded, state, calls, attempts, tried, hits, children, artifacts } = folding;
  return {
    run: given[0],
    plan,
    ...(loaded && { loaded }),
    state,
    calls,
    attempts,
    tried,
    hits,
    children,
    artifacts,
    ...(failure && { failure }),
  };
}

/** One workflow task: what came in before it, and when it began. */
async function walk(folding: Folding, history: readonly HistoryEvent[]): Promise<RunError | undefined> {
  let messages: Unstamped[] = [];
  let results: Unstamped[] = [];
  // The clock of a workflow does not go back.
  let now = 0;
  const roundOf = createRounds();
  await noteLocal(folding, history);
  for (const [index, event] of history.entries()) {
    if (event.workflowTaskStartedEventAttributes) now = Math.max(now, timeOf(event));
    await noteOwnTimer(folding, event);
    const end = await localEndOf(folding, event);
    const round = end && roundOf(end);
    if (round) await applyRound(folding, round, (now = Math.max(now, round.at)));
    const message = await messageOf(folding, event);
    if (message) messages.push(message);
    const result = await resultOf(folding, event);
    if (result) results.push(result);
    if (event.workflowTaskCompletedEventAttributes && folding.loaded) {
      const updates = await updatesAfter(folding, history, index);
      apply(folding, [...delivered(folding, messages), ...updates, ...results], now);
      messages = [];
      results = [];
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) return toRunError(await folding.decode.failure(failed.failure));
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) return terminatedFor(terminated.reason);
  }
  return undefined;
}

/** By a person, or by Temporal when the run has reached one of its limits. */
function terminatedFor(reason: string | null | undefined): RunError {
  return {
    type: 'terminated',
    title: 'The run was terminated from outside',
    ...(reason && { detail: reason }),
    retryable: false,
  };
}

async function noteLocal(folding: Folding, history: readonly HistoryEvent[]): Promise<void> {
  for (const event of history) {
    const end = await localEndOf(folding, event);
    if (end) folding.local.add(end.op);
  }
}

/** FO4. */
async function applyRound(folding: Folding, { ends }: Round, at: number): Promise<void> {
  const heard: Unstamped[] = [];
  for (const end of ends) {
    folding.local.delete(end.op);
    const event = await heardOf(folding, end);
    if (event) heard.push(event);
  }
  apply(folding, heard, at);
}

/** What came with the start is delivered when the handlers are set; then it is told that it is cancelled (FO3). */
function delivered(folding: Folding, messages: readonly Unstamped[]): readonly Unstamped[] {
  if (folding.started) return messages;
  folding.started = true;
  const begins: readonly Unstamped[] = 'carried' in folding.run ? [] : [{ type: 'start' }];
  const cancels = messages.filter(({ type }) => type === 'cancel');
  return [...begins, ...messages.filter(({ type }) => type !== 'cancel'), ...cancels];
}

/** Updates stand behind the task in which they were accepted. */
async function updatesAfter(
  folding: Folding,
  history: readonly HistoryEvent[],
  task: number,
): Promise<readonly Unstamped[]> {
  const events: Unstamped[] = [];
  for (let index = task + 1; index < history.length; index++) {
    const event = history[index];
    if (!event || event.workflowTaskScheduledEventAttributes || event.workflowTaskStartedEventAttributes)
      break;
    const update = await updateOf(folding, event);
    if (update) events.push(update);
  }
  return events;
}

function apply(folding: Folding, events: readonly Unstamped[], at: number): void {
  const queue = [...events];
  for (const event of queue) {
    const commands = transition(folding.plan, folding.state, { ...event, at });
    for (const command of commands) queue.push(...follow(folding, command));
  }
}

/**
 * Keeps what later events refer to; gives the operations that stop at once: those that nobody waits for, and those of
 * which Temporal has not heard, because they were begun in this task or waited for room (`gate.ts`).
 */
function follow(folding: Folding, command: Command): readonly Unstamped[] {
  switch (command.type) {
    case 'call':
    case 'child':
    case 'shard':
      folding.calls.set(command.op, command);
      // A call that is made again (S36) has not begun again.
      folding.begun.delete(command.op);
      return [];
    case 'timer':
      folding.timers.set(String(folding.timers.size + 1), command.op);
      return [];
    case 'stop':
      return (
        [...folding.calls.values()]
          .filter((call) => call.group === command.group && folding.state.ops[call.op])
          // That of a call in the local lane stands in its marker.
          .filter((call) => !folding.local.has(call.op))
          .filter((call) => !folding.begun.has(call.op) || (call.type === 'call' && !call.awaitStop))
          .map(({ op }) => ({ type: 'stopped', op }))
      );
    case 'tell':
    case 'finish':
      return [];
  }
}
