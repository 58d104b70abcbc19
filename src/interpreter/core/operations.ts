/**
 * Begins and forgets operations: calls and timers. Owns their names and what is kept of them in the state.
 *
 * O1. The name of an operation is unique among those under way: it holds path, visit and what it is for.
 * O2. A timer that is not needed any more is stopped with its group; timers exist only on nodes that stop alone, or
 *     belong to a whole scope.
 */
import type { Call } from '../call.ts';
import type { Json } from '../json.ts';
import type { RetryPlan } from '../plan.ts';
import { textOf } from './bindings.ts';
import { checkSize } from './effort.ts';
import type { Ending, NodeRef, Operation, ScopeState } from './state.ts';
import { groupOf, nodePlan, type Step, visitId, visitOf } from './step.ts';

export interface CallOptions {
  readonly op: string;
  readonly activity: string;
  readonly call: Call;
  readonly retry: RetryPlan;
  readonly awaitStop: boolean;
  readonly timeoutMs?: number;
}

type Refusal = Extract<Ending, { status: 'failed' }>;

/** A call that is too large for one payload is not made: the visit fails. */
export function beginCall(step: Step, at: NodeRef, options: CallOptions): Refusal | undefined {
  const { op, activity, call, retry, awaitStop, timeoutMs } = options;
  // A call is JSON by construction: strings, numbers, and values that the facade has already made plain.
  const input = call as unknown as Json;
  const error = checkSize(step.state, 'input', input);
  if (error) return { status: 'failed', error };
  step.state.ops[op] = { scope: at.scope, node: at.node, is: 'call' };
  visitOf(step, at).calls.push(op);
  step.commands.push({
    type: 'call',
    op,
    activity,
    input,
    title: titleOf(step, at),
    retry,
    ...(timeoutMs !== undefined && { timeoutMs }),
    awaitStop,
    group: groupOf(step, at),
  });
  return undefined;
}

export function beginTimer(step: Step, at: NodeRef, is: 'timeout' | 'deadline' | 'wait', ms: number): void {
  const op = `${visitId(step, at)}/${is}`;
  step.state.ops[op] = { scope: at.scope, node: at.node, is };
  visitOf(step, at).timers.push(op);
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
  const op = `${scope.prefix}${is}`;
  step.state.ops[op] = { scope: scope.id, node: -1, is };
  step.commands.push({ type: 'timer', op, ms, title: is, group: scope.group });
}

/** Goes on with what the moment had no room for; nothing stops this timer (EF3). */
export function beginPause(step: Step): void {
  const op = 'more';
  if (step.state.ops[op]) return;
  step.state.ops[op] = { scope: 0, node: -1, is: 'more' };
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
  if (operation.node < 0) return operation;
  const visit = visitOf(step, operation);
  visit.calls = visit.calls.filter((other) => other !== op);
  visit.timers = visit.timers.filter((other) => other !== op);
  return operation;
}

/** Forgets the timers of a visit; stops them unless the whole group is being stopped (O2). */
export function dropTimers(step: Step, at: NodeRef): void {
  const visit = visitOf(step, at);
  if (visit.timers.length === 0) return;
  for (const op of visit.timers) delete step.state.ops[op];
  visit.timers = [];
  if (nodePlan(step, at).solo) stopGroup(step, groupOf(step, at));
}

/** The title as the definition gives it, or the node's name; a title that cannot be evaluated is the name. */
export function titleOf(step: Step, at: NodeRef): string {
  const { title, name } = nodePlan(step, at);
  if (!title) return name;
  const text = textOf(step, at.scope, title);
  return text.ok && text.value !== '' ? text.value : name;
}

/** Idempotency key of an operation: the same over all attempts. */
export function keyOf(step: Step, op: string): string {
  return `${step.state.run.id}/${op}`;
}
