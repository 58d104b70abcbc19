/**
 * What happens to the edges of a visit that has ended (S6, S7, S12): which `again` edge it takes, and which of the
 * others are taken, passed over or broken. Owns the resolution; starts and fails nothing itself, but reports.
 *
 * E1. A visit that takes an `again` edge resolves no other edge.
 * E2. Edges are resolved in the order of the text, all of them before any node is looked at (A1).
 */
import type { RunError } from '../errors.ts';
import { errorMatches } from '../errors.ts';
import type { AgainEdge, EdgePlan, ForwardEdge, RequiredEdge, ScopePlan, UnlessEdge } from '../plan.ts';
import { isTrue, type Result } from './bindings.ts';
import { decide, joinCondition } from './join.ts';
import { isHeld } from './round.ts';
import type { EdgeState, NodeRef, NodeState, ScopeState, VisitRecord } from './state.ts';
import { item, lookAt, nodePlan, scopePlan, scopeState, type Step } from './step.ts';

export type Resolved =
  | { readonly is: 'round'; readonly edge: AgainEdge; readonly index: number }
  /** `handlers`: targets of the edges taken because of a failure or of used-up rounds. */
  | {
      readonly is: 'resolved';
      readonly exhausted: boolean;
      readonly taken: number;
      readonly handlers: readonly number[];
    }
  /** The condition of an `again` edge could not be evaluated: a fault of the scope (S15). */
  | { readonly is: 'fault'; readonly error: RunError };

export function resolveEdges(step: Step, at: NodeRef, visit: VisitRecord): Resolved {
  const scope = scopeState(step, at.scope);
  const plan = scopePlan(step, scope);
  const { outgoing } = nodePlan(step, at);
  const back = wayBack(step, scope, plan, outgoing, visit);
  if (back.is !== 'none') return back;
  if (back.exhausted) visit.exhausted = true;
  unlessEdges(step, scope, plan, outgoing, visit);
  const handlers: number[] = [];
  let taken = 0;
  for (const index of outgoing) {
    const edge = item(plan.edges, index);
    if (edge.kind !== 'soft' && edge.kind !== 'forward') continue;
    if (scope.edges[index] !== 'open') continue;
    const state = edge.kind === 'soft' ? 'taken' : forward(step, scope, edge, visit);
    if (state === 'taken' && edge.kind === 'forward') {
      taken++;
      if (visit.status === 'failed' || back.exhausted) handlers.push(edge.to);
    }
    resolve(step, scope, plan, index, state, at.node, visit);
  }
  requiredEdges(step, scope, plan, at, visit, handlers);
  return { is: 'resolved', exhausted: back.exhausted, taken, handlers };
}

type Back = Exclude<Resolved, { is: 'resolved' }> | { readonly is: 'none'; readonly exhausted: boolean };

/** The first `again` edge that matches and has rounds left (E1). */
function wayBack(
  step: Step,
  scope: ScopeState,
  plan: ScopePlan,
  outgoing: readonly number[],
  visit: VisitRecord,
): Back {
  let exhausted = false;
  for (const index of outgoing) {
    const edge = item(plan.edges, index);
    if (edge.kind !== 'again') continue;
    const match = matches(step, scope.id, edge, visit);
    if (!match.ok) return { is: 'fault', error: match.error };
    if (!match.value) continue;
    const used = scope.rounds[index] ?? 0;
    if (used < edge.max) {
      scope.rounds[index] = used + 1;
      step.watch?.(edge);
      return { is: 'round', edge, index };
    }
    exhausted = true;
  }
  return { is: 'none', exhausted };
}

function matches(
  step: Step,
  scope: number,
  edge: ForwardEdge | AgainEdge | UnlessEdge,
  visit: VisitRecord,
): Result<boolean> {
  if (!causeMatches(edge, visit)) return { ok: true, value: false };
  return edge.when ? isTrue(step, scope, edge.when) : { ok: true, value: true };
}

function causeMatches(edge: ForwardEdge | AgainEdge | UnlessEdge, visit: VisitRecord): boolean {
  switch (visit.status) {
    case 'succeeded':
      if (!edge.on.includes('success') || visit.mute) return false;
      return edge.outcome === undefined || edge.outcome === visit.outcome;
    case 'failed':
      if (!edge.on.includes('error')) return false;
      return !edge.errors || edge.errors.some((pattern) => errorMatches(pattern, visit.error.type));
    case 'skipped':
      return edge.on.includes('skipped');
    case 'cancelled':
      return edge.on.includes('cancelled');
    case 'withdrawn':
      return false;
  }
}

/** A target that has not started is looked at, and then skipped (S11). */
function unlessEdges(
  step: Step,
  scope: ScopeState,
  plan: ScopePlan,
  outgoing: readonly number[],
  visit: VisitRecord,
): void {
  for (const index of outgoing) {
    const edge = item(plan.edges, index);
    if (edge.kind !== 'unless' || scope.edges[index] !== 'open') continue;
    const match = matchesNow(step, scope, edge, visit);
    const mayStart = notStarted(item(scope.nodes, edge.to)) || isHeld(scope, edge.to);
    if (!match.ok && mayStart) doom(step, scope, edge.to, match.error);
    scope.edges[index] = match.ok && match.value ? 'taken' : 'passed';
    if (scope.edges[index] === 'taken') step.watch?.(edge);
    lookAt(step, { scope: scope.id, node: edge.to });
  }
}

function forward(step: Step, scope: ScopeState, edge: ForwardEdge, visit: VisitRecord): EdgeState {
  const match = matchesNow(step, scope, edge, visit);
  if (!match.ok) {
    const { phase } = item(scope.nodes, edge.to);
    // A join that has fired is not changed by later edges.
    if (phase === 'pending' || isHeld(scope, edge.to)) doom(step, scope, edge.to, match.error);
    return 'taken';
  }
  return match.value ? 'taken' : deadState(visit);
}

function matchesNow(
  step: Step,
  scope: ScopeState,
  edge: ForwardEdge | UnlessEdge,
  visit: VisitRecord,
): Result<boolean> {
  return visit.exhausted ? exhaustedMatch(step, scope, edge, visit) : matches(step, scope.id, edge, visit);
}

/** Used-up rounds: `on: exhausted` is taken, of a failed visit also `on: error`; the rest is broken (S12). */
function exhaustedMatch(
  step: Step,
  scope: ScopeState,
  edge: ForwardEdge | UnlessEdge,
  visit: VisitRecord,
): Result<boolean> {
  if (visit.status === 'failed' && edge.on.includes('error')) return matches(step, scope.id, edge, visit);
  if (!edge.on.includes('exhausted')) return { ok: true, value: false };
  return edge.when ? isTrue(step, scope.id, edge.when) : { ok: true, value: true };
}

function deadState(visit: VisitRecord): EdgeState {
  if (visit.status === 'failed' || visit.exhausted) return 'broken';
  return visit.status === 'skipped' && visit.broken ? 'broken' : 'passed';
}

/** The `when` of a forward edge belongs to its target, which fails at once (S15). */
function doom(step: Step, scope: ScopeState, node: number, error: RunError): void {
  item(scope.nodes, node).doom ??= error;
  lookAt(step, { scope: scope.id, node });
}

/** Whether it may still be kept from starting in this round. */
export function notStarted({ phase }: NodeState): boolean {
  return phase === 'pending' || phase === 'held' || phase === 'locked' || phase === 'ready';
}

function requiredEdges(
  step: Step,
  scope: ScopeState,
  plan: ScopePlan,
  at: NodeRef,
  visit: VisitRecord,
  handlers: readonly number[],
): void {
  const readable = visit.exhausted ? reachedFrom(plan, handlers) : undefined;
  for (const index of nodePlan(step, at).outgoing) {
    const edge = item(plan.edges, index);
    if (edge.kind !== 'required' || scope.edges[index] !== 'open') continue;
    const gives = has(edge, visit) && (!readable || readable.has(edge.to));
    resolve(step, scope, plan, index, gives ? 'taken' : deadState(visit), at.node, visit);
  }
}

function has(edge: RequiredEdge, visit: VisitRecord): boolean {
  switch (edge.needs) {
    case 'success':
      return visit.status === 'succeeded' && !visit.mute;
    case 'error':
      return visit.status === 'failed';
    case 'result':
      return visit.status !== 'withdrawn';
  }
}

/** What the given nodes lead to, themselves included: only this may still read an exhausted visit (S12). */
function reachedFrom(plan: ScopePlan, nodes: readonly number[]): ReadonlySet<number> {
  const reached = new Set(nodes);
  for (const node of reached) {
    for (const index of item(plan.nodes, node).outgoing) {
      const edge: EdgePlan = item(plan.edges, index);
      if (edge.kind !== 'again' && edge.kind !== 'unless') reached.add(edge.to);
    }
  }
  return reached;
}

function resolve(
  step: Step,
  scope: ScopeState,
  plan: ScopePlan,
  index: number,
  state: EdgeState,
  from: number,
  visit: VisitRecord,
): void {
  scope.edges[index] = state;
  if (state === 'taken') step.watch?.(item(plan.edges, index));
  if (state === 'broken') scope.failures[index] = failuresBehind(from, visit);
  const { to } = item(plan.edges, index);
  const target = item(scope.nodes, to);
  target.open--;
  const { join } = item(plan.nodes, to);
  if (typeof join === 'object' && 'when' in join) fireNow(step, scope, plan, to);
  if (target.phase !== 'pending' && join !== 'each') return;
  if (target.open === 0 || join !== 'live' || target.forced !== undefined) {
    lookAt(step, { scope: scope.id, node: to });
  }
}

/** Used-up rounds are a failure of the node's own, also where it was skipped. */
function failuresBehind(from: number, visit: VisitRecord): readonly number[] {
  return visit.status === 'skipped' && !visit.exhausted ? (visit.broken ?? []) : [from];
}

/** The condition of a join is read after each entry: what held once has fired (S8, S10). */
function fireNow(step: Step, scope: ScopeState, plan: ScopePlan, node: number): void {
  const target = item(scope.nodes, node);
  if (target.phase !== 'pending' || target.fired) return;
  const verdict = decide(plan, scope, node, joinCondition(step, scope.id));
  if (verdict.is === 'fault') target.doom ??= verdict.error;
  if (verdict.is === 'start' || (verdict.is === 'wait' && verdict.fired)) target.fired = true;
}
