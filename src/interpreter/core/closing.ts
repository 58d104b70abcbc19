/**
 * How a scope is told to end, and a visit to stop (S15, S18). Owns the way from `active` to `closing`; what follows when
 * nothing runs any more is `settling.ts`.
 *
 * C1. The first reason to close wins; later ones change nothing.
 * C2. Undoing is shielded: neither cancellation nor a timeout of the run reaches it, only `limits.cleanup`.
 */
import type { RunError } from '../errors.ts';
import { closeRequest } from './kinds/requests.ts';
import { dropTimers, stopGroup } from './operations.ts';
import { leavePlaces } from './places.ts';
import { dropReceivers } from './receivers.ts';
import type { Closing, Ending, ScopeState, VisitRef } from './state.ts';
import {
  findVisit,
  groupOf,
  later,
  lookAtEnd,
  nodePlan,
  pathOf,
  scopePlan,
  scopeState,
  type Step,
  visitOf,
  visitsUnderWay,
} from './step.ts';

export function closeScope(step: Step, id: number, because: Closing): void {
  const scope = scopeState(step, id);
  if (scope.phase.is === 'closing' && scope.phase.lets) return stopAfterAll(step, scope, because);
  if (scope.phase.is !== 'active') return;
  const lets = because.is === 'failed' && !because.stops && scopePlan(step, scope).letFinish === true;
  scope.phase = { is: 'closing', because, ...(lets && { lets }) };
  scope.held = [];
  closeItems(step, scope);
  leavePlaces(step, (at) => at.scope === id);
  if (!lets) stopInside(step, scope, because);
  lookAtEnd(step, scope);
}

/** Nothing is added to the map any more (S14). */
export function closeItems(step: Step, { items, parent }: ScopeState): void {
  if (!items || items.closed || !parent) return;
  items.closed = true;
  dropReceivers(step, parent);
}

/** What was let to end by itself is stopped by a second reason; the first one stays (C1). */
function stopAfterAll(step: Step, scope: ScopeState, because: Closing): void {
  if (scope.phase.is !== 'closing' || (because.is === 'failed' && !because.stops)) return;
  scope.phase = { is: 'closing', because: scope.phase.because };
  stopInside(step, scope, because);
}

/** Everything in the scope that is under way: visits, items, and blocks that have succeeded and run on. */
function stopInside(step: Step, scope: ScopeState, because: Closing): void {
  if (scope.live > 0) stopGroup(step, scope.group);
  const undo = because.is === 'failed' || because.is === 'cancelled';
  const inner = undo ? innerCancel(scope.prefix) : ({ is: 'withdrawn' } as const);
  const as: Ending = { status: undo ? 'cancelled' : 'withdrawn' };
  scope.nodes.forEach((_, node) => stopNode(step, scope, node, as, inner));
  for (const part of partsUnderWay(step, scope)) later(step, { is: 'close', scope: part, because: inner });
}

/** Its visits in the order of their numbers (S21), those that have succeeded and run on among them. */
function stopNode(step: Step, scope: ScopeState, node: number, as: Ending, inner: Closing): void {
  const kept = keptOf(step, scope, node).map((id) => ({
    visit: scopeState(step, id).parent?.visit ?? 0,
    stop: () => later(step, { is: 'close', scope: id, because: inner }),
  }));
  const running = visitsUnderWay(step, { scope: scope.id, node }).map((at) => ({
    visit: at.visit,
    stop: () => stopVisit(step, at, as),
  }));
  for (const { stop } of [...kept, ...running].sort((a, b) => a.visit - b.visit)) stop();
}

function innerCancel(prefix: string): Closing {
  return { is: 'cancelled', error: cancelledError(`${prefix.slice(0, -1) || 'The run'} was cancelled`) };
}

/** Scopes of the node's earlier visits that run on (`rest: keep`). */
export function keptOf(step: Step, scope: ScopeState, node: number): readonly number[] {
  return (scope.keeps ?? []).filter((id) => scopeState(step, id).parent?.node === node);
}

/** Items, or the turn: scopes that no visit of this scope waits for. */
function partsUnderWay(step: Step, scope: ScopeState): readonly number[] {
  if (scope.items) return itemsUnderWay(step, scope);
  if (scope.turns) return scope.turns.open === undefined ? [] : [scope.turns.open];
  return [];
}

/** In the order of the items: scopes are numbered as they are opened. */
function itemsUnderWay({ state }: Step, whole: ScopeState): readonly number[] {
  const underWay = ({ parent, phase }: ScopeState) => parent?.owner === whole.id && phase.is !== 'over';
  return Object.values(state.scopes)
    .filter((scope) => scope.parent?.role === 'item' && underWay(scope))
    .map(({ id }) => id);
}

/**
 * Tells a visit under way to stop; it ends like this when nothing of it is under way any more.
 * @param inside how the scope of a block is closed; else by what the visit ends as
 */
export function stopVisit(step: Step, at: VisitRef, as: Ending, inside?: Closing): void {
  const visit = visitOf(step, at);
  if (visit.stopping) return;
  visit.stopping = as;
  const node = nodePlan(step, at);
  closeRequest(step, at, { how: 'withdrawn' });
  dropReceivers(step, at);
  if (node.kind === 'wait') step.state.waits--;
  dropTimers(step, at);
  if (node.solo && visit.calls.length > 0) stopGroup(step, groupOf(step, at));
  if (visit.child !== undefined) {
    later(step, { is: 'close', scope: visit.child, because: inside ?? closingOf(as, pathOf(step, at)) });
  } else if (visit.calls.length === 0) later(step, { is: 'ended', at, ending: as });
}

function closingOf(ending: Ending, path: string): Closing {
  switch (ending.status) {
    case 'failed':
      return { is: 'failed', error: ending.error, stops: true };
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

/** Ends a visit, or stops first what of it is still under way. */
export function endOrStop(step: Step, at: VisitRef, ending: Ending): void {
  const visit = findVisit(step, at);
  if (!visit) return;
  if (visit.calls.length > 0) stopVisit(step, at, ending);
  else later(step, { is: 'ended', at, ending });
}
