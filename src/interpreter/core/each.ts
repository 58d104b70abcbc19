/**
 * `join: each` (S9): a visit for every taken edge, and one resolution when none can come any more. Owns the arrivals;
 * starting a visit is `starting.ts`, what follows from the resolution `following.ts`.
 *
 * EA1. Visits are numbered in the order in which their edges were taken; a false `when` takes no number.
 * EA2. What is read is waited for once, before the first visit.
 * EA3. The node is resolved when no edge is open and all visits have ended; the first failed visit fails it. One that
 *      is cancelled, withdrawn or completed is resolved so when its visits have stopped, whatever edges are open.
 */
import type { Json, JsonObject } from '../json.ts';
import { isTrue } from './bindings.ts';
import { skip } from './join.ts';
import { leavePlaces } from './places.ts';
import { admit, endAtOnce, failAtOnce } from './starting.ts';
import type { Arrival, Ending, NodeRef, NodeState, ScopeState, VisitRecord, VisitRef } from './state.ts';
import { item, lastOf, nextNumber, nodePlan, nodeState, sameNode, scopePlan, type Step } from './step.ts';

/** Starts what has arrived, and resolves the node when nothing can arrive any more. */
export function lookAtEach(step: Step, at: NodeRef, scope: ScopeState): VisitRecord | undefined {
  const node = nodeState(step, at);
  if (node.phase === 'held' || node.phase === 'resolved') return undefined;
  const each = (node.each ??= { arrivals: [] });
  if (!node.current && each.arrivals.length === 0 && refused(step, at, scope, node)) return undefined;
  if (!readable(step, at, scope)) return undefined;
  if (!node.doom && !each.over)
    for (const edge of arrivedEdges(step, at, scope, node)) arrive(step, at, scope, edge);
  for (const arrival of each.arrivals) begin(step, at, arrival);
  if (!each.arrivals.some(({ locals }) => locals)) leavePlaces(step, (other) => sameNode(other, at));
  return resolutionOfEach(step, at, scope, node);
}

/** A node that has not started may be kept from it, or fail for a text on its edges. */
function refused(step: Step, at: NodeRef, scope: ScopeState, node: NodeState): boolean {
  const { unless = [] } = nodePlan(step, at);
  const guards = unless.filter((edge) => scope.edges[edge] === 'taken');
  if (!node.doom && guards.length === 0) return false;
  node.by = guards;
  if (node.doom) failAtOnce(step, at, node.doom);
  else endAtOnce(step, at, { status: 'skipped' });
  return true;
}

/** What the node reads is there (EA2); a dead required edge skips it when all edges are resolved. */
function readable(step: Step, at: NodeRef, scope: ScopeState): boolean {
  const plan = scopePlan(step, scope);
  const { incoming } = nodePlan(step, at);
  const others = incoming.filter((edge) => item(plan.edges, edge).kind !== 'forward');
  if (others.some((edge) => scope.edges[edge] === 'open')) return false;
  const dead = others.some((edge) => scope.edges[edge] === 'passed' || scope.edges[edge] === 'broken');
  if (!dead) return true;
  if (nodeState(step, at).open === 0) endAtOnce(step, at, skipped(step, at, scope));
  return false;
}

/** A skip is broken if a failure is behind it. */
function skipped(step: Step, at: NodeRef, scope: ScopeState): Ending {
  const { by, broken } = skip(scopePlan(step, scope), scope, 'live', nodePlan(step, at).incoming);
  nodeState(step, at).by = by;
  return { status: 'skipped', ...(broken && { broken }) };
}

function arrivedEdges(step: Step, at: NodeRef, scope: ScopeState, node: NodeState): readonly number[] {
  const plan = scopePlan(step, scope);
  const known = new Set(node.each?.arrivals.map(({ edge }) => edge));
  const isNew = (edge: number) =>
    item(plan.edges, edge).kind === 'forward' && scope.edges[edge] === 'taken' && !known.has(edge);
  const forward = nodePlan(step, at).incoming.filter(isNew);
  return node.forced === undefined || known.has(node.forced) ? forward : [node.forced, ...forward];
}

/** `when` is read for each edge (EA1). */
function arrive(step: Step, at: NodeRef, scope: ScopeState, edge: number): void {
  const node = nodeState(step, at);
  const { when } = nodePlan(step, at);
  const locals = localsOf(step, scope, edge);
  const holds = when ? isTrue(step, { scope: at.scope, locals }, when) : ({ ok: true, value: true } as const);
  const visit = holds.ok && !holds.value ? 0 : nextNumber(node);
  const arrival: Arrival = { edge, visit, ...(holds.ok && holds.value && { locals }) };
  node.each?.arrivals.push(arrival);
  node.by = [...node.by.filter((other) => scope.edges[other] === 'taken'), edge];
  if (!holds.ok) failAtOnce(step, { ...at, visit }, holds.error);
}

function localsOf(step: Step, scope: ScopeState, index: number): JsonObject {
  const plan = scopePlan(step, scope);
  const { from } = item(plan.edges, index);
  const last = lastOf(item(scope.nodes, from));
  const gave: { output?: Json; outcome?: string } = {};
  if (last?.status === 'succeeded') {
    if (last.output !== undefined) gave.output = last.output;
    if (last.outcome !== undefined) gave.outcome = last.outcome;
  }
  return { edge: { from: item(plan.nodes, from).name, ...gave } };
}

/** Lets an arrival start; it is told apart from those under way by its locals. */
function begin(step: Step, at: NodeRef, arrival: Arrival): void {
  const { locals, visit } = arrival;
  if (!locals) return;
  const { scope, node } = at;
  const ref: VisitRef = { scope, node, visit };
  // While the visit begins its number is its own, and no arrival's.
  delete arrival.locals;
  admit(step, ref, locals);
  const begun = nodeState(step, at).current?.some(({ number }) => number === visit);
  if (!begun) arrival.locals = locals;
}

/** The window has room: the first that waits for it starts. */
export function beginNext(step: Step, at: NodeRef): void {
  const waiting = nodeState(step, at).each?.arrivals.find(({ locals }) => locals);
  if (waiting) begin(step, at, waiting);
}

/** What the node gives as a whole, once nothing of it is under way and nothing can come (EA3). */
export function resolutionOfEach(
  step: Step,
  at: NodeRef,
  scope: ScopeState,
  node: NodeState,
): VisitRecord | undefined {
  const { arrivals = [], over } = node.each ?? {};
  if ((node.open > 0 && !over) || node.current || arrivals.some(({ locals }) => locals)) return undefined;
  const numbers = new Set(arrivals.map(({ visit }) => visit));
  const visits = node.visits.filter(({ visit }) => numbers.has(visit));
  const [first] = [...visits].sort((a, b) => a.visit - b.visit);
  const whole = over && over !== 'succeeded' ? { status: over } : wholeOf(visits);
  if (first) return { ...first, ...whole, visit: first.visit, endedAt: step.state.now };
  endAtOnce(step, at, node.doom ? { status: 'failed', error: node.doom } : skipped(step, at, scope));
  return undefined;
}

function wholeOf(visits: readonly VisitRecord[]): Ending {
  const inOrder = visits.filter(({ status }) => status !== 'withdrawn').sort((a, b) => a.visit - b.visit);
  if (inOrder.length === 0) return { status: 'withdrawn' };
  const failed = inOrder.find((visit) => visit.status === 'failed');
  if (failed?.status === 'failed') return { status: 'failed', error: failed.error };
  if (inOrder.some(({ status }) => status === 'cancelled')) return { status: 'cancelled' };
  const output = inOrder.map((visit) => (visit.status === 'succeeded' ? (visit.output ?? null) : null));
  return { status: 'succeeded', output };
}

/** Whether the visit came over an edge; else it is the node's own skip, failure or cancellation. */
export function isArrival(node: NodeState, visit: number): boolean {
  return node.each?.arrivals.some((arrival) => arrival.visit === visit && arrival.visit > 0) === true;
}
