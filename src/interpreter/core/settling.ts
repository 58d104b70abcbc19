/**
 * What happens when nothing of a scope runs any more: its output or failure, what is undone, its `finally`, and whom it
 * tells (S13, S15, S16). Owns the phases of a scope behind `closing`.
 *
 * SE1. Nothing is undone before all visits under way have stopped.
 * SE2. A succeeded visit is compensated at most once, in the reverse order of the ends.
 * SE3. `finally` is run once, after what was undone, however the scope ends.
 */
import type { RunError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { type Result, valueOf } from './bindings.ts';
import { closeScope } from './closing.ts';
import { checkSize } from './effort.ts';
import { mapIsDone, mapOutput } from './items.ts';
import { beginScopeTimer, dropScopeTimer } from './operations.ts';
import { openCompensation, openFinally } from './scopes.ts';
import type { Closing, Ending, ScopeState, VisitRef } from './state.ts';
import { item, known, lastOf, later, nodePlan, nodeState, scopePlan, scopeState, type Step } from './step.ts';

/** Nothing of the scope runs and nothing in it can start (S13). */
export function settle(step: Step, scope: ScopeState): void {
  switch (scope.phase.is) {
    case 'active':
      if (scope.turns || (scope.items && !mapIsDone(scope.items))) return;
      return succeed(step, scope);
    case 'closing':
      return closed(step, scope, scope.phase.because);
    case 'undoing':
    case 'finishing':
    case 'over':
      return;
  }
}

function succeed(step: Step, scope: ScopeState): void {
  if (scope.kept) return conclude(step, scope, { is: 'ended', output: scope.kept.output });
  if (scopePlan(step, scope).complete) return closeScope(step, scope.id, incomplete(scope));
  const output = outputOf(step, scope);
  if (output.ok) conclude(step, scope, { is: 'ended', output: output.value });
  else {
    const error = { ...output.error, instance: scope.prefix.slice(0, -1) };
    closeScope(step, scope.id, { is: 'failed', error });
  }
}

export function incomplete({ prefix }: ScopeState): Closing {
  const error: RunError = {
    type: 'incomplete',
    title: 'What `complete` asks for cannot be reached any more',
    ...(prefix !== '' && { instance: prefix.slice(0, -1) }),
    retryable: false,
  };
  return { is: 'failed', error };
}

/** `output`, or else the outputs of the ends (S13); of a map the list of its results (S14). */
export function outputOf(step: Step, scope: ScopeState): Result<Json> {
  if (scope.items) return { ok: true, value: mapOutput(step, scope, scope.items) };
  if (scope.turns) return { ok: true, value: scope.turns.last ?? null };
  const { output } = scopePlan(step, scope);
  const value = output ? valueOf(step, scope.id, output) : { ok: true as const, value: endsOf(step, scope) };
  return asOutput(step, scope, value);
}

/** What leaves the run may be as large as a value. */
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
    const last = lastOf(item(scope.nodes, index));
    if (last?.status === 'succeeded' && !last.exhausted && last.output !== undefined)
      outputs[item(plan.nodes, index).name] = last.output;
  }
  return outputs;
}

function closed(step: Step, scope: ScopeState, because: Closing): void {
  const queue = undoes(because) ? toUndo(step, scope).sort((a, b) => b.end - a.end) : [];
  if (queue.length === 0) return conclude(step, scope, because);
  scope.phase = { is: 'undoing', because, queue, faults: [] };
  undoNext(step, scope);
}

function undoes({ is }: Closing): boolean {
  return is === 'failed' || is === 'cancelled';
}

interface Undo extends VisitRef {
  readonly end: number;
}

/** Every succeeded visit in the scope and inside it with a `compensate` that has not run yet (SE2). */
function toUndo(step: Step, scope: ScopeState): Undo[] {
  if (scope.items || scope.turns) return partsOf(step, scope).flatMap((part) => toUndo(step, part));
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

export function partsOf(step: Step, whole: ScopeState): readonly ScopeState[] {
  return Object.values(step.state.scopes).filter(
    ({ parent }) => parent?.owner === whole.id && (parent.role === 'item' || parent.role === 'turn'),
  );
}

function undoNext(step: Step, scope: ScopeState): void {
  if (scope.phase.is !== 'undoing') return;
  const { because, queue, faults } = scope.phase;
  const [next, ...rest] = queue;
  if (!next) return conclude(step, scope, withFaults(because, faults));
  scope.phase = { ...scope.phase, queue: rest };
  const visit = known(
    nodeState(step, next).visits.find((record) => record.visit === next.visit),
    'visit to undo',
  );
  visit.compensated = true;
  const { compensate } = nodePlan(step, next);
  if (!compensate || !('error' in because)) return undoNext(step, scope);
  const child = openCompensation(step, next, compensate, scope.id, { error: { ...because.error } });
  beginScopeTimer(step, child, 'cleanup', step.plan.limits.cleanupMs);
}

/** A compensation has ended; a failing one does not stop the others and is listed (S16). */
export function undone(step: Step, child: ScopeState, owner: ScopeState, result: Closing): void {
  dropScopeTimer(step, child, 'cleanup');
  if (owner.phase.is !== 'undoing') return;
  if (result.is === 'failed') owner.phase = { ...owner.phase, faults: [...owner.phase.faults, result.error] };
  undoNext(step, owner);
}

function withFaults(because: Closing, faults: readonly RunError[]): Closing {
  if (faults.length === 0) return because;
  return withData(because, { compensation: faults.map((fault) => ({ ...fault })) });
}

function withData(because: Closing, more: { readonly [key: string]: Json }): Closing {
  if (!('error' in because)) return because;
  const { data } = because.error;
  const before = data === undefined ? {} : isListing(data) ? data : { cause: data };
  return { ...because, error: { ...because.error, data: { ...before, ...more } } };
}

/** Data that has been made here before: by compensations, then by `finally`. */
function isListing(data: Json): data is { readonly [key: string]: Json } {
  return isObject(data) && ('compensation' in data || 'finally' in data);
}

/** `finally`, and then the end (SE3). */
function conclude(step: Step, scope: ScopeState, because: Closing): void {
  const plan = scopePlan(step, scope).finally;
  if (!plan || scope.finalized) return finish(step, scope, because);
  scope.finalized = true;
  scope.phase = { is: 'finishing', because };
  const error = 'error' in because ? { ...because.error } : null;
  const child = openFinally(step, scope, plan, { error });
  beginScopeTimer(step, child, 'cleanup', step.plan.limits.cleanupMs);
}

/** A `finally` that fails, fails and undoes a scope that had succeeded (S16). */
export function finalized(step: Step, child: ScopeState, owner: ScopeState, result: Closing): void {
  dropScopeTimer(step, child, 'cleanup');
  if (owner.phase.is !== 'finishing') return;
  const { because } = owner.phase;
  if (result.is !== 'failed') return finish(step, owner, because);
  if (because.is !== 'ended') return finish(step, owner, withData(because, { finally: { ...result.error } }));
  owner.phase = { is: 'closing', because: { is: 'failed', error: result.error } };
  closed(step, owner, owner.phase.because);
}

/** The scope is over: the run has its result, or the owner is told. */
function finish(step: Step, scope: ScopeState, because: Closing): void {
  const result = scope.kept ? ({ is: 'ended', output: scope.kept.output } as const) : because;
  scope.phase = { is: 'over', ...(undoes(because) && { undone: true }) };
  if (scope.parent) later(step, { is: 'over', scope: scope.id, result });
  else finishRun(step, result);
}

/** How the visit of a block ends. */
export function endingOf(result: Closing): Ending {
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
      state.ending = { status: 'succeeded', output: result.output };
      break;
    case 'failed':
      state.ending = { status: 'failed', error: result.error };
      break;
    case 'cancelled':
      state.ending = { status: 'cancelled', error: result.error };
      break;
    case 'withdrawn':
      throw new Error('the run itself cannot be withdrawn');
  }
  leave(step);
}

/** The run ends when the last global lock has been given back. */
export function leave(step: Step): void {
  const { state } = step;
  if (!state.ending || Object.keys(state.ops).some((op) => op.endsWith('/unlock'))) return;
  state.result = state.ending;
  delete state.ending;
  // The timers of the run itself end with it, and so does what nobody waits for.
  for (const [op, { is }] of Object.entries(state.ops)) {
    if (is === 'run-timeout' || is === 'more' || is === 'beside') delete state.ops[op];
  }
  step.commands.push({ type: 'finish', result: state.result });
}
