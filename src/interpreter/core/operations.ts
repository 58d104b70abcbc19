/**
 * Begins and forgets operations: calls, child runs and timers. Owns their names and what is kept of them in the state.
 *
 * O1. The name of an operation is unique among those under way: it holds path, visit and what it is for.
 * O2. A timer that is not needed any more is stopped with its group; timers exist only on nodes that stop alone, or
 *     belong to a whole scope. Where a node does not stop alone its timer is forgotten, and fires into nothing (T2).
 * O3. Work beside a visit belongs to no group that is stopped: a lock is given back also by what was cancelled.
 */
import type { Call } from '../call.ts';
import type { Json } from '../json.ts';
import type { RetryPlan, WorkflowNode } from '../plan.ts';
import { textOf } from './bindings.ts';
import type { CallCommand } from './command.ts';
import { checkSize } from './effort.ts';
import type { Ending, Operation, ScopeState, VisitRef } from './state.ts';
import { findVisit, groupOf, nodePlan, type Step, visitId, visitOf } from './step.ts';

export interface CallOptions {
  readonly op: string;
  readonly activity: string;
  readonly call: Call;
  readonly retry: RetryPlan;
  readonly awaitStop: boolean;
  readonly timeoutMs?: number;
  readonly lane?: CallCommand['lane'];
}

type Refusal = Extract<Ending, { status: 'failed' }>;

/** A call that is too large is not made: the visit fails. */
export function beginCall(step: Step, at: VisitRef, options: CallOptions): Refusal | undefined {
  const { op, activity, call, retry, awaitStop, timeoutMs, lane } = options;
  // A call is JSON by construction: strings, numbers, and values that the facade has already made plain.
  const input = call as unknown as Json;
  const error = checkSize(step.state, 'input', input);
  if (error) return { status: 'failed', error };
  const node = nodePlan(step, at);
  makeCall(step, at, {
    type: 'call',
    op,
    activity,
    input,
    title: titleOf(step, at),
    retry,
    ...(timeoutMs !== undefined && { timeoutMs }),
    awaitStop,
    group: groupOf(step, at),
    ...('priority' in node && { priority: node.priority }),
    ...('queue' in node && { queue: node.queue }),
    ...(lane !== undefined && { lane }),
  });
  return undefined;
}

/** What must be done once is kept until it has ended: it may have to be done again (S36). */
export function makeCall(step: Step, at: VisitRef, command: CallCommand, first = command): void {
  noteCall(step, at, command.op, command.retry.doubt === 'ask' ? { once: first } : {});
  step.commands.push(command);
}

export function beginChild(step: Step, at: VisitRef, node: WorkflowNode, input: Json): Refusal | undefined {
  const error = checkSize(step.state, 'input', input);
  if (error) return { status: 'failed', error };
  const op = visitId(step, at);
  noteCall(step, at, op);
  step.commands.push({
    type: 'child',
    op,
    workflow: node.workflow,
    ...(node.version !== undefined && { version: node.version }),
    input,
    depth: (step.state.run.depth ?? 0) + 1,
    detach: node.detach,
    title: titleOf(step, at),
    retry: node.retry,
    ...(node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs }),
    group: groupOf(step, at),
  });
  return undefined;
}

function noteCall(step: Step, at: VisitRef, op: string, kept: Pick<Operation, 'once'> = {}): void {
  const { scope, node, visit } = at;
  step.state.ops[op] = { scope, node, visit, is: 'call', ...kept };
  step.state.busy++;
  visitOf(step, at).calls.push(op);
}

/** Work that no visit waits for (O3). */
export function beginBeside(step: Step, at: VisitRef, op: string, activity: string, call: Call): void {
  const { scope, node, visit } = at;
  step.state.ops[op] = { scope, node, visit, is: 'beside' };
  step.state.busy++;
  step.commands.push({
    type: 'call',
    op,
    activity,
    // JSON by construction, as in `beginCall`.
    input: call as unknown as Json,
    title: `${titleOf(step, at)}: ${activity}`,
    retry: call.retry,
    awaitStop: false,
    group: 'beside',
  });
}

/** The retry of work that is Ostinato's own. */
export const ownRetry: RetryPlan = { attempts: 10, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

type VisitTimer = 'timeout' | 'deadline' | 'wait' | 'remind' | 'escalate';

/** @param index of several timers of one sort */
export function beginTimer(step: Step, at: VisitRef, is: VisitTimer, ms: number, index?: number): void {
  const { scope, node, visit } = at;
  const op = `${visitId(step, at)}/${is}${index === undefined ? '' : `.${index}`}`;
  step.state.ops[op] = { scope, node, visit, is };
  findVisit(step, at)?.timers.push(op);
  step.commands.push({
    type: 'timer',
    op,
    ms,
    title: `${titleOf(step, at)}: ${is}`,
    group: groupOf(step, at),
  });
}

/** A timer for a whole scope. */
export function beginScopeTimer(
  step: Step,
  scope: ScopeState,
  is: 'run-timeout' | 'cleanup',
  ms: number,
): void {
  const op = scopeTimer(scope, is);
  step.state.ops[op] = { scope: scope.id, node: -1, visit: 0, is };
  step.commands.push({ type: 'timer', op, ms, title: is, group: scope.group });
}

export function dropScopeTimer(step: Step, scope: ScopeState, is: 'run-timeout' | 'cleanup'): void {
  const op = scopeTimer(scope, is);
  if (!step.state.ops[op]) return;
  delete step.state.ops[op];
  stopGroup(step, scope.group);
}

/** What undoes and finishes shares its prefix with others; its group it shares with none. */
function scopeTimer(scope: ScopeState, is: 'run-timeout' | 'cleanup'): string {
  return is === 'run-timeout' ? is : `${scope.group}/${is}`;
}

/** Goes on with what the moment had no room for; nothing stops this timer (EF3). */
export function beginPause(step: Step): void {
  const op = 'more';
  if (step.state.ops[op]) return;
  step.state.ops[op] = { scope: 0, node: -1, visit: 0, is: 'more' };
  step.commands.push({ type: 'timer', op, ms: 1, title: 'more to do', group: 'more' });
}

export function stopGroup(step: Step, group: string): void {
  step.commands.push({ type: 'stop', group });
}

/** Takes an operation that has ended off the state; undefined when it is not (or no longer) known. */
export function takeOperation(step: Step, op: string): Operation | undefined {
  const operation = step.state.ops[op];
  if (!operation) return undefined;
  delete step.state.ops[op];
  if (operation.is === 'call' || operation.is === 'shard' || operation.is === 'beside') step.state.busy--;
  // What goes on beside a visit may outlive the scope of the visit.
  const alone = operation.node < 0 || operation.is === 'beside';
  const visit = alone ? undefined : findVisit(step, operation);
  if (!visit) return operation;
  visit.calls = visit.calls.filter((other) => other !== op);
  visit.timers = visit.timers.filter((other) => other !== op);
  return operation;
}

/** Forgets the timers of a visit; stops them unless the whole group is being stopped (O2). */
export function dropTimers(step: Step, at: VisitRef): void {
  const visit = visitOf(step, at);
  if (visit.timers.length === 0) return;
  for (const op of visit.timers) delete step.state.ops[op];
  visit.timers = [];
  if (nodePlan(step, at).solo) stopGroup(step, groupOf(step, at));
}

/** The title as the definition gives it, or the node's name; a title that cannot be evaluated is the name. */
export function titleOf(step: Step, at: VisitRef): string {
  const { title, name, sensitive } = nodePlan(step, at);
  // What is computed may hold what is shown to nobody.
  if (!title || (sensitive && !('value' in title))) return name;
  const text = textOf(step, at, title);
  return text.ok && text.value !== '' ? text.value : name;
}

/** Idempotency key of an operation: the same over all attempts. */
export function keyOf(step: Step, op: string): string {
  return `${step.state.run.id}/${op}`;
}
