/**
 * The life of a node in its scope: it is looked at, starts or is skipped, and its visits end (S2, S6, S11). Owns the two
 * entries, `look` and `endVisit`; the steps between are in the files beside it.
 *
 * VI1. A node is looked at when one of its edges was resolved, or something that it waits for has come.
 * VI2. A visit is recorded before anything follows from it.
 */
import type { RunError } from '../errors.ts';
import { append } from './appends.ts';
import { isTrue, type Result } from './bindings.ts';
import { checkComplete } from './complete.ts';
import { beginNext, isArrival, lookAtEach, resolutionOfEach } from './each.ts';
import { notStarted } from './edges.ts';
import { follow, releaseRounds } from './following.ts';
import { itemAppends } from './items.ts';
import { decide, joinCondition } from './join.ts';
import { failed } from './kinds/started.ts';
import { hasLock, releaseLock } from './locks.ts';
import { dropTimers } from './operations.ts';
import { leavePlaces } from './places.ts';
import { dropReceivers } from './receivers.ts';
import { isHeld } from './round.ts';
import { settle } from './settling.ts';
import { admit, endAtOnce, failAtOnce, start } from './starting.ts';
import type { Ending, NodeRef, NodeState, ScopeState, VisitRecord, VisitRef } from './state.ts';
import { withdrawNodes } from './stopping.ts';
import {
  isQuiet,
  lookAt,
  lookAtEnd,
  nextNumber,
  nodePlan,
  nodeState,
  sameNode,
  SCOPE_END,
  scopePlan,
  scopeState,
  type Step,
  visitId,
  visitOf,
} from './step.ts';

/** Does what a node, or the end of a scope, can do now; often nothing. */
export function look(step: Step, at: NodeRef): void {
  const scope = scopeState(step, at.scope);
  if (at.node === SCOPE_END) {
    if (isQuiet(step, scope)) settle(step, scope);
    return;
  }
  if (scope.phase.is === 'active') lookAtNode(step, at, scope);
  lookAtEnd(step, scope);
}

function lookAtNode(step: Step, at: NodeRef, scope: ScopeState): void {
  const node = nodeState(step, at);
  const { join, incoming, unless = [] } = nodePlan(step, at);
  if (join === 'each') {
    const whole = lookAtEach(step, at, scope);
    if (whole) resolveEach(step, at, scope, whole);
    return;
  }
  if (!notStarted(node) || node.phase === 'held') return;
  if (node.doom) {
    node.by = incoming;
    return instead(step, at, failed(node.doom));
  }
  const guards = unless.filter((edge) => scope.edges[edge] === 'taken');
  if (guards.length > 0) {
    node.by = guards;
    return instead(step, at, { status: 'skipped' });
  }
  if (node.phase === 'pending') return lookAtJoin(step, at, scope);
  const ref = { ...at, visit: nextNumber(node) };
  if (node.phase === 'locked' && hasLock(step, visitId(step, ref))) admit(step, ref, undefined);
}

/** It ends without having started, and waits for nothing any more. */
function instead(step: Step, at: NodeRef, ending: Ending): void {
  leavePlaces(step, (other) => sameNode(other, at));
  endAtOnce(step, at, ending);
}

function lookAtJoin(step: Step, at: NodeRef, scope: ScopeState): void {
  const verdict = decide(scopePlan(step, scope), scope, at.node, joinCondition(step, scope.id));
  const { when, cancels } = nodePlan(step, at);
  if (cancels && (verdict.is === 'start' || (verdict.is === 'wait' && verdict.fired))) {
    withdrawNodes(step, at.scope, cancels);
  }
  if (verdict.is === 'wait') {
    if (verdict.fired) nodeState(step, at).fired = true;
    return;
  }
  const node = nodeState(step, at);
  node.by = verdict.is === 'fault' ? nodePlan(step, at).incoming : verdict.by;
  if (verdict.is === 'fault') return failAtOnce(step, at, verdict.error);
  if (verdict.is === 'skip') {
    return endAtOnce(step, at, { status: 'skipped', ...(verdict.broken && { broken: verdict.broken }) });
  }
  const goesOn: Result<boolean> = when ? isTrue(step, at.scope, when) : { ok: true, value: true };
  if (!goesOn.ok) return failAtOnce(step, at, goesOn.error);
  if (!goesOn.value) return endAtOnce(step, at, { status: 'skipped' });
  admit(step, { ...at, visit: nextNumber(node) }, undefined);
}

/** The window has room for a node that waited for it. */
export function startReady(step: Step, at: NodeRef): void {
  if (nodePlan(step, at).join === 'each') {
    beginNext(step, at);
    lookAt(step, at);
  } else start(step, { ...at, visit: nextNumber(nodeState(step, at)) }, undefined);
}

/** Records the end of a visit and does what follows from it. */
export function endVisit(step: Step, at: VisitRef, ending: Ending): void {
  const node = nodeState(step, at);
  const scope = scopeState(step, at.scope);
  const record = leave(step, at, node, ending);
  scope.live--;
  if (nodePlan(step, at).join === 'each') endEach(step, at, scope, node, record);
  else endNode(step, at, scope, node, record);
  lookAtEnd(step, scope);
}

/** Takes the visit off what is under way. */
function leave(step: Step, at: VisitRef, node: NodeState, ending: Ending): VisitRecord {
  const visit = visitOf(step, at);
  const record = recordOf(step, at, ending);
  dropTimers(step, at);
  dropReceivers(step, at);
  if (visit.slot) step.state.slots--;
  const others = node.current?.filter((other) => other !== visit) ?? [];
  if (others.length > 0) node.current = others;
  else delete node.current;
  node.visits.push(record);
  if (visit.locked) releaseLock(step, visitId(step, at));
  return record;
}

function recordOf(step: Step, at: VisitRef, ending: Ending): VisitRecord {
  const { number, startedAt, child, appends } = visitOf(step, at);
  return {
    ...(ending.status === 'failed' ? { ...ending, error: withInstance(step, at, ending.error) } : ending),
    visit: number,
    startedAt,
    endedAt: step.state.now,
    end: step.state.ended++,
    ...(child !== undefined && { child }),
    ...(appends && { appends }),
  };
}

/** The innermost node that failed is the instance. */
function withInstance(step: Step, at: VisitRef, error: RunError): RunError {
  return error.instance ? error : { ...error, instance: visitId(step, at) };
}

function endNode(step: Step, at: VisitRef, scope: ScopeState, node: NodeState, record: VisitRecord): void {
  if (record.status !== 'withdrawn') node.last = node.visits.length - 1;
  const held = isHeld(scope, at.node);
  node.phase = held ? 'held' : 'resolved';
  if (!held) noteResolved(step, at);
  flush(step, at, record);
  if (held) releaseRounds(step, scope);
  else if (scope.phase.is === 'active') resolved(step, at, scope, record);
}

function resolved(step: Step, at: NodeRef, scope: ScopeState, record: VisitRecord): void {
  if (record.status === 'failed' && record.mute) return;
  const counts = follow(step, at, scope, record);
  const { complete, ends } = scopePlan(step, scope);
  // With an `end` its scope, or one around it, is ending already.
  const isEnd = nodePlan(step, at).kind === 'end' && record.status === 'succeeded';
  if (counts && complete && !isEnd && ends.includes(at.node)) checkComplete(step, scope);
}

function noteResolved({ state }: Step, { scope, node }: NodeRef): void {
  (state.resolved ??= []).push({ scope, node });
}

/** What the items of a map that has succeeded have added to variables (S20). */
function flush(step: Step, at: NodeRef, record: VisitRecord): void {
  if (record.status !== 'succeeded' || record.child === undefined) return;
  const { items } = scopeState(step, record.child);
  if (items) append(step, at.scope, itemAppends(items));
}

/** One of the visits of `join: each`, or the node's own end without one. */
function endEach(step: Step, at: VisitRef, scope: ScopeState, node: NodeState, record: VisitRecord): void {
  // The round looks at the node when it begins: what it withdrew is no end of the node.
  if (isHeld(scope, at.node)) return releaseRounds(step, scope);
  if (scope.phase.is !== 'active') return;
  if (isArrival(node, at.visit)) {
    const whole = resolutionOfEach(step, at, scope, node);
    if (whole) resolveEach(step, at, scope, whole);
  } else resolveEach(step, at, scope, record);
}

function resolveEach(step: Step, at: NodeRef, scope: ScopeState, whole: VisitRecord): void {
  const node = nodeState(step, at);
  node.phase = 'resolved';
  noteResolved(step, at);
  if (whole.status !== 'withdrawn') (node.each ??= { arrivals: [] }).whole = whole;
  if (whole.status === 'succeeded') {
    const visits = [...node.visits].sort((a, b) => a.visit - b.visit);
    append(
      step,
      at.scope,
      visits.flatMap((visit) => (visit.status === 'succeeded' ? (visit.appends ?? []) : [])),
    );
  }
  resolved(step, at, scope, whole);
}
