/**
 * Rounds (S12): what an `again` edge sets back, and how the round begins. Owns the region at run time; withdraws
 * nothing itself, but says which visits have to be withdrawn first.
 *
 * R1. Set back is what lies between target and source, and what of the region depended on that.
 * R2. Edges from inside are open again; edges from outside keep their resolution.
 * R3. Nothing of the region starts before all withdrawn visits have stopped.
 */
import type { AgainEdge, ScopePlan } from '../plan.ts';
import type { EachState, HeldRound, ScopeState } from './state.ts';
import { leavePlaces } from './places.ts';
import { item, lookAt, type Step } from './step.ts';

/** Nodes that the round sets back, ascending. */
export function setBackBy(plan: ScopePlan, scope: ScopeState, edge: AgainEdge): readonly number[] {
  const inside = new Set(edge.between);
  const region = new Set(edge.region);
  for (const node of inside) {
    for (const index of item(plan.nodes, node).outgoing) {
      const { kind, to } = item(plan.edges, index);
      if (!region.has(to) || inside.has(to)) continue;
      // What guards a node or leads back to it orders nothing, but a skip or a start that it makes depends on it.
      const orders = kind !== 'unless' && kind !== 'again';
      const depends = hasBegun(scope, to)
        ? item(scope.nodes, to).by.includes(index)
        : orders || isStartedBy(scope, to, index);
      if (depends) inside.add(to);
    }
  }
  return [...inside].sort((a, b) => a - b);
}

/** In this round: what another one has set back has not, though it may still have to stop. */
function hasBegun(scope: ScopeState, node: number): boolean {
  const { phase } = item(scope.nodes, node);
  return (phase === 'running' || phase === 'resolved') && !isHeld(scope, node);
}

/** Set back by a round that waits: the node itself may be what has to stop, or to end, first. */
export function isHeld({ held }: ScopeState, node: number): boolean {
  return held.some(({ nodes }) => nodes.includes(node));
}

/** Whether a round that has begun with this edge is to start the node. */
function isStartedBy({ nodes, held }: ScopeState, node: number, edge: number): boolean {
  const waits = held.some((round) => round.target === node && round.edge === edge);
  return waits || item(nodes, node).forced === edge;
}

/** Sets the nodes back, so that nothing of them can start until `beginRound` (R2, R3). */
export function setBack(step: Step, plan: ScopePlan, scope: ScopeState, nodes: readonly number[]): void {
  const inside = new Set(nodes);
  for (const node of nodes) reopenFrom(plan, scope, node);
  for (const node of nodes) {
    const state = item(scope.nodes, node);
    const { incoming } = item(plan.nodes, node);
    if (!state.current) state.phase = 'held';
    if (state.each) state.each = keptArrivals(plan, state.each, inside);
    state.open = incoming.filter((edge) => scope.edges[edge] === 'open').length;
    const back = incoming.filter((edge) => isForwardFrom(plan, edge, inside));
    if (back.length > 0) state.inside = back;
    else delete state.inside;
    delete state.doom;
    delete state.fired;
    delete state.forced;
  }
  scope.faults = scope.faults.filter((fault) => !inside.has(fault.node));
  leavePlaces(step, (at) => at.scope === scope.id && inside.has(at.node));
}

function reopenFrom(plan: ScopePlan, scope: ScopeState, node: number): void {
  for (const index of item(plan.nodes, node).outgoing) {
    const { kind, to } = item(plan.edges, index);
    if (kind === 'again' || scope.edges[index] === 'open') continue;
    scope.edges[index] = 'open';
    delete scope.failures[index];
    if (kind !== 'unless') item(scope.nodes, to).open++;
  }
}

function isForwardFrom(plan: ScopePlan, index: number, inside: ReadonlySet<number>): boolean {
  const edge = item(plan.edges, index);
  return edge.kind === 'forward' && inside.has(edge.from);
}

/** Of a node with `join: each` what edges from outside have started stays (S9). */
function keptArrivals(plan: ScopePlan, each: EachState, inside: ReadonlySet<number>): EachState {
  const fromOutside = ({ edge }: EachState['arrivals'][number]) => {
    const { kind, from } = item(plan.edges, edge);
    return kind === 'forward' && !inside.has(from);
  };
  return { arrivals: each.arrivals.filter(fromOutside) };
}

/**
 * Begins a round whose withdrawn visits have stopped: its target starts without asking its join.
 * @param nodes those that no other round holds
 */
export function beginRound(step: Step, scope: ScopeState, round: HeldRound, nodes: readonly number[]): void {
  if (round.target !== undefined) item(scope.nodes, round.target).forced = round.edge;
  for (const node of nodes) {
    const state = item(scope.nodes, node);
    state.phase = state.current ? 'running' : 'pending';
    lookAt(step, { scope: scope.id, node });
  }
}
