/**
 * What follows from the end of a node: its edges, rounds, handled and unhandled failures (S6, S12, S15). Owns the
 * failures that are not handled yet.
 *
 * V1. A failure is handled as long as one node that its error edges lead to can still start, or has started.
 * V2. In a scope that is not active no edge is resolved and no node starts.
 * V3. Where `complete` counts the ends an unhandled failure breaks only its branch (S13).
 */
import type { RunError } from '../errors.ts';
import type { AgainEdge } from '../plan.ts';
import { closeScope, keptOf, stopVisit } from './closing.ts';
import { notStarted, resolveEdges } from './edges.ts';
import { beginRound, isHeld, setBack, setBackBy } from './round.ts';
import type { HeldRound, NodeRef, NodeState, ScopeState, VisitRecord } from './state.ts';
import { findVisit, item, later, nodePlan, pathOf, scopePlan, type Step, visitsUnderWay } from './step.ts';

/** Gives whether the end counts for `complete`: not when a round begins with it. */
export function follow(step: Step, at: NodeRef, scope: ScopeState, record: VisitRecord): boolean {
  const resolved = resolveEdges(step, at, record);
  switch (resolved.is) {
    case 'round':
      takeRound(step, scope, resolved.edge, resolved.index);
      return false;
    case 'fault':
      fail(step, scope, { ...resolved.error, instance: idOf(step, at, record) });
      return false;
    case 'resolved':
      if (record.status === 'skipped') unhandle(step, scope, at.node);
      if (resolved.exhausted || record.status === 'failed') {
        handle(step, at, scope, record, resolved.handlers);
      }
      return true;
  }
}

function idOf(step: Step, at: NodeRef, { visit }: VisitRecord): string {
  return `${pathOf(step, at)}#${visit}`;
}

function fail(step: Step, scope: ScopeState, error: RunError): void {
  closeScope(step, scope.id, { is: 'failed', error });
}

/** A failure (or used-up rounds) that no taken edge leads on from fails the scope (S15). */
function handle(
  step: Step,
  at: NodeRef,
  scope: ScopeState,
  record: VisitRecord,
  handlers: readonly number[],
): void {
  const targets = handlers.filter((node) => canStart(step, scope, node));
  const error = record.status === 'failed' ? record.error : exhaustedError(step, at, record);
  if (targets.length === 0) unhandled(step, scope, error);
  else scope.faults.push({ node: at.node, error, targets });
}

function canStart(step: Step, scope: ScopeState, node: number): boolean {
  const state = item(scope.nodes, node);
  const each = item(scopePlan(step, scope).nodes, node).join === 'each';
  return notStarted(state) || isHeld(scope, node) || (each && state.phase === 'running');
}

function exhaustedError(step: Step, at: NodeRef, record: VisitRecord): RunError {
  return {
    type: 'again-exhausted',
    title: `The rounds of ${nodePlan(step, at).name} are used up`,
    detail: 'Raise `again`, or add an entry with `on: exhausted`.',
    instance: idOf(step, at, record),
    retryable: false,
  };
}

/** A skipped node handles nothing; a failure all of whose handlers are skipped is unhandled from now on (V1). */
function unhandle(step: Step, scope: ScopeState, node: number): void {
  for (const { targets, error } of scope.faults) {
    const isMine = targets.includes(node);
    if (isMine && targets.every((target) => isSkipped(item(scope.nodes, target))))
      unhandled(step, scope, error);
  }
}

/** In this round: what is set back may start again. */
function isSkipped({ phase, visits }: NodeState): boolean {
  return phase === 'resolved' && visits.at(-1)?.status === 'skipped';
}

function unhandled(step: Step, scope: ScopeState, error: RunError): void {
  if (!scopePlan(step, scope).complete) fail(step, scope, error);
}

/** Withdraws what of the region is under way, or lets it end, then begins the round (S12). */
function takeRound(step: Step, scope: ScopeState, edge: AgainEdge, index: number): void {
  const plan = scopePlan(step, scope);
  const nodes = setBackBy(plan, scope, edge);
  setBack(step, plan, scope, nodes);
  scope.held = scope.held.map((round) => withoutTarget(round, nodes));
  scope.held.push({ target: edge.to, edge: index, nodes });
  for (const node of nodes) {
    const { each } = item(scope.nodes, node);
    if (!edge.finish) {
      for (const id of keptOf(step, scope, node))
        later(step, { is: 'close', scope: id, because: { is: 'withdrawn' } });
    }
    for (const at of visitsUnderWay(step, { scope: scope.id, node })) {
      if (each?.arrivals.some(({ visit }) => visit === at.visit)) continue;
      const visit = findVisit(step, at);
      if (edge.finish && visit) visit.muted = true;
      else stopVisit(step, at, { status: 'withdrawn' });
    }
  }
  releaseRounds(step, scope);
}

/** A node that is ended from the side before its round has begun: it is as in one that did not have to wait. */
export function leaveRounds(step: Step, scope: ScopeState, node: number): void {
  scope.held = scope.held.map((round) => ({
    ...withoutTarget(round, [node]),
    nodes: round.nodes.filter((other) => other !== node),
  }));
  releaseRounds(step, scope);
}

/** What a later round has set back, an earlier one starts no more (S12). */
function withoutTarget(round: HeldRound, nodes: readonly number[]): HeldRound {
  const { target, ...rest } = round;
  return target !== undefined && nodes.includes(target) ? rest : round;
}

/** Begins the held rounds whose visits have all stopped. */
export function releaseRounds(step: Step, scope: ScopeState): void {
  const stops = (node: number) =>
    item(scope.nodes, node).current?.some(({ stopping, muted }) => stopping ?? muted) === true ||
    keptOf(step, scope, node).length > 0;
  const free = scope.held.filter((round) => !round.nodes.some(stops));
  scope.held = scope.held.filter((round) => round.nodes.some(stops));
  for (const round of free) {
    const stillHeld = new Set(scope.held.flatMap(({ nodes }) => nodes));
    beginRound(
      step,
      scope,
      round,
      round.nodes.filter((node) => !stillHeld.has(node)),
    );
  }
}
