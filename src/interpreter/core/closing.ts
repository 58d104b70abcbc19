/**
 * How a scope ends: by success, by failure, by cancellation, by `end`, by withdrawal; and what is undone then
 * (S13, S15, S16, S18). Owns the phases of a scope.
 *
 * C1. The first reason to close wins; later ones change nothing.
 * C2. Nothing is undone before all visits under way have stopped.
 * C3. A succeeded visit is compensated at most once, in the reverse order of the ends.
 * C4. Undoing is shielded: neither cancellation nor a timeout of the run reaches it, only `limits.cleanup`.
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import { type Result, valueOf } from './bindings.ts';
import { checkSize } from './effort.ts';
import { closeRequest } from './kinds/waiting.ts';
import { beginScopeTimer, dropTimers, stopGroup } from './operations.ts';
import { openCompensation } from './scopes.ts';
import type { Closing, Ending, NodeRef, ScopeState } from './state.ts';
import {
  groupOf,
  item,
  later,
  lookAtEnd,
  nodePlan,
  nodeState,
  pathOf,
  scopePlan,
  scopeState,
  type Step,
  visitOf,
} from './step.ts';

export function closeScope(step: Step, id: number, because: Closing): void {
  const scope = scopeState(step, id);
  if (scope.phase.is !== 'active') return;
  scope.phase = { is: 'closing', because };
  scope.held = [];
  step.state.ready = step.state.ready.filter((at) => at.scope !== id);
  if (scope.live > 0) stopGroup(step, scope.group);
  const undo = because.is === 'failed' || because.is === 'cancelled';
  scope.nodes.forEach((node, index) => {
    if (node.current)
      stopVisit(step, { scope: id, node: index }, undo ? { status: 'cancelled' } : { status: 'withdrawn' });
  });
  lookAtEnd(step, scope);
}

/** Tells a visit under way to stop; it ends like this when nothing of it is under way any more. */
export function stopVisit(step: Step, at: NodeRef, as: Ending): void {
  const visit = visitOf(step, at);
  if (visit.stopping) return;
  visit.stopping = as;
  closeRequest(step, at, { how: 'withdrawn' });
  const node = nodePlan(step, at);
  if (node.kind === 'wait') step.state.waits--;
  dropTimers(step, at);
  if (node.solo && visit.calls.length > 0) stopGroup(step, groupOf(step, at));
  if (visit.child !== undefined)
    later(step, { is: 'close', scope: visit.child, because: closingOf(as, pathOf(step, at)) });
  else if (visit.calls.length === 0) later(step, { is: 'ended', at, ending: as });
}

function closingOf(ending: Ending, path: string): Closing {
  switch (ending.status) {
    case 'failed':
      return { is: 'failed', error: ending.error };
    case 'cancelled':
      return { is: 'cancelled', error: cancelledError(`${path} was cancelled`) };
    case 'succeeded':
    case 'skipped':
    case 'withdrawn':
      return { is: 'withdrawn' };
  }
}

export function cancelledError(title: string): RunError {
  return { type: 'cancelled', title, retryable: false };
}

/** Nothing of the scope runs and nothing in it can start (S13). */
export function settle(step: Step, scope: ScopeState): void {
  switch (scope.phase.is) {
    case 'active':
      return succeed(step, scope);
    case 'closing':
      return closed(step, scope, scope.phase.because);
    case 'undoing':
    case 'over':
      return;
  }
}

function succeed(step: Step, scope: ScopeState): void {
  const output = outputOf(step, scope);
  if (output.ok) finish(step, scope, { is: 'ended', output: output.value });
  else
    closeScope(step, scope.id, {
      is: 'failed',
      error: { ...output.error, instance: scope.prefix.slice(0, -1) },
    });
}

/** `output`, or else the outputs of the ends (S13). */
export function outputOf(step: Step, scope: ScopeState): Result<Json> {
  const { output } = scopePlan(step, scope);
  const value = output ? valueOf(step, scope.id, output) : { ok: true as const, value: endsOf(step, scope) };
  return asOutput(step, scope, value);
}

/** What leaves the run has to fit into one payload. */
export function asOutput(step: Step, scope: ScopeState, output: Result<Json | undefined>): Result<Json> {
  if (!output.ok) return output;
  const value = output.value ?? null;
  const error = scope.parent ? undefined : checkSize(step.state, 'output', value);
  return error ? { ok: false, error } : { ok: true, value };
}

function endsOf(step: Step, scope: ScopeState): Json {
  const plan = scopePlan(step, scope);
  const outputs: Record<string, Json> = {};
  for (const index of plan.ends) {
    const node = item(scope.nodes, index);
    const last = node.last === undefined ? undefined : item(node.visits, node.last);
    if (last?.status === 'succeeded' && last.output !== undefined)
      outputs[item(plan.nodes, index).name] = last.output;
  }
  return outputs;
}

function closed(step: Step, scope: ScopeState, because: Closing): void {
  const undo = because.is === 'failed' || because.is === 'cancelled';
  const queue = undo ? toUndo(step, scope).sort((a, b) => b.end - a.end) : [];
  if (queue.length === 0) return finish(step, scope, because);
  scope.phase = { is: 'undoing', because, queue, faults: [] };
  undoNext(step, scope);
}

interface Undo extends NodeRef {
  readonly visit: number;
  readonly end: number;
}

/** Every succeeded visit in the scope and inside it with a `compensate` that has not run yet (C3). */
function toUndo(step: Step, scope: ScopeState): Undo[] {
  const plan = scopePlan(step, scope);
  return scope.nodes.flatMap((node, index) =>
    node.visits.flatMap((visit): Undo[] => {
      if (visit.compensated) return [];
      if (visit.status === 'succeeded' && item(plan.nodes, index).compensate) {
        return [{ scope: scope.id, node: index, visit: visit.visit, end: visit.end }];
      }
      return visit.child === undefined ? [] : toUndo(step, scopeState(step, visit.child));
    }),
  );
}

function undoNext(step: Step, scope: ScopeState): void {
  if (scope.phase.is !== 'undoing') return;
  const { because, queue, faults } = scope.phase;
  const [next, ...rest] = queue;
  if (!next) return finish(step, scope, withFaults(because, faults));
  scope.phase = { ...scope.phase, queue: rest };
  const visit = item(nodeState(step, next).visits, next.visit - 1);
  visit.compensated = true;
  const { compensate } = nodePlan(step, next);
  if (!compensate || !('error' in because)) return undoNext(step, scope);
  const child = openCompensation(step, next, compensate, scope.id, { error: { ...because.error } });
  beginScopeTimer(step, child, 'cleanup', step.plan.limits.cleanupMs);
}

/** A compensation has ended; a failing one does not stop the others and is listed (S16). */
function undone(step: Step, owner: ScopeState, result: Closing): void {
  if (owner.phase.is !== 'undoing') return;
  if (result.is === 'failed') owner.phase = { ...owner.phase, faults: [...owner.phase.faults, result.error] };
  undoNext(step, owner);
}

function withFaults(because: Closing, faults: readonly RunError[]): Closing {
  if (faults.length === 0 || !('error' in because)) return because;
  const compensation = faults.map((fault) => ({ ...fault }));
  const data = { ...(because.error.data !== undefined && { cause: because.error.data }), compensation };
  return { ...because, error: { ...because.error, data } };
}

/** The scope is over: its block's visit ends, or the compensation, or the run. */
function finish(step: Step, scope: ScopeState, result: Closing): void {
  scope.phase = { is: 'over' };
  const { parent } = scope;
  if (!parent) return finishRun(step, result);
  if (parent.role === 'compensate') {
    const op = `${scope.prefix}cleanup`;
    if (step.state.ops[op]) {
      delete step.state.ops[op];
      stopGroup(step, scope.group);
    }
    return undone(step, scopeState(step, parent.owner), result);
  }
  later(step, { is: 'ended', at: { scope: parent.scope, node: parent.node }, ending: endingOf(result) });
}

function endingOf(result: Closing): Ending {
  switch (result.is) {
    case 'ended':
      return { status: 'succeeded', output: result.output };
    case 'failed':
      return { status: 'failed', error: result.error };
    case 'cancelled':
      return { status: 'cancelled' };
    case 'withdrawn':
      return { status: 'withdrawn' };
  }
}

function finishRun(step: Step, result: Closing): void {
  const { state } = step;
  switch (result.is) {
    case 'ended':
      state.result = { status: 'succeeded', output: result.output };
      break;
    case 'failed':
      state.result = { status: 'failed', error: result.error };
      break;
    case 'cancelled':
      state.result = { status: 'cancelled', error: result.error };
      break;
    case 'withdrawn':
      throw new Error('the run itself cannot be withdrawn');
  }
  // The timers of the run itself end with it.
  delete state.ops['run-timeout'];
  delete state.ops['more'];
  step.commands.push({ type: 'finish', result: state.result });
}
