/**
 * Nodes that are ended from the side while their scope goes on: by `cancel`, by `rest: cancel`, from outside (S10, S18).
 * Owns what becomes of one that runs, and of one that has not started.
 */
import { closeScope, keptOf, stopVisit } from './closing.ts';
import { leavePlaces } from './places.ts';
import { leaveRounds } from './following.ts';
import { outputOf } from './settling.ts';
import { endAtOnce } from './starting.ts';
import type { EachState, Ending, NodeRef, VisitRef } from './state.ts';
import { findVisit, nodePlan, nodeState, sameNode, scopeState, type Step, visitsUnderWay } from './step.ts';

/** Whatever has not ended becomes `cancelled`; a block `succeeded` with what it has, if that is asked for. */
export function cancelNode(step: Step, at: NodeRef, as: 'cancelled' | 'succeeded'): void {
  const { phase } = nodeState(step, at);
  withdrawKept(step, at);
  if (phase === 'resolved') return;
  if (phase === 'held') leaveRounds(step, scopeState(step, at.scope), at.node);
  const running = visitsUnderWay(step, at);
  dropPlaces(step, at);
  if (running.length === 0) return endUnstarted(step, at, endingOf(as));
  closeEach(step, at, as);
  for (const visit of running) {
    if (as === 'succeeded') completeVisit(step, visit);
    else stopVisit(step, visit, { status: 'cancelled' }, { is: 'withdrawn' });
  }
}

/** What has ended stays; what of it runs on is withdrawn (S18). */
function withdrawKept(step: Step, { scope, node }: NodeRef): void {
  for (const id of keptOf(step, scopeState(step, scope), node)) closeScope(step, id, { is: 'withdrawn' });
}

/** It depended on nothing yet, so that a round may set it back by any of its edges (S12). */
function endUnstarted(step: Step, at: NodeRef, ending: Ending): void {
  nodeState(step, at).by = nodePlan(step, at).incoming;
  endAtOnce(step, at, ending);
}

function endingOf(as: 'cancelled' | 'succeeded'): Ending {
  return as === 'cancelled' ? { status: 'cancelled' } : { status: 'succeeded', output: null };
}

/** A block ends with the output that it has now; what is no block has none. */
function completeVisit(step: Step, at: VisitRef): void {
  const child = findVisit(step, at)?.child;
  if (child === undefined) return stopVisit(step, at, { status: 'succeeded', output: null });
  const output = outputOf(step, scopeState(step, child));
  if (output.ok) closeScope(step, child, { is: 'ended', output: output.value });
  else closeScope(step, child, { is: 'failed', error: output.error });
}

/** All of whose ways on lead to a join that has fired (S10). */
export function withdrawNodes(step: Step, scope: number, nodes: readonly number[]): void {
  for (const node of nodes) {
    const at = { scope, node };
    const { phase } = nodeState(step, at);
    if (phase === 'resolved' || phase === 'held') continue;
    dropPlaces(step, at);
    const running = visitsUnderWay(step, at);
    if (running.length === 0) endUnstarted(step, at, { status: 'withdrawn' });
    else closeEach(step, at, 'withdrawn');
    for (const visit of running) stopVisit(step, visit, { status: 'withdrawn' });
  }
}

/** No edge that comes later starts a visit (S9). */
function closeEach(step: Step, at: NodeRef, as: NonNullable<EachState['over']>): void {
  const { each } = nodeState(step, at);
  if (each) each.over = as;
}

/** It waits neither for the window nor for a lock any more, nor for what came over its edges. */
function dropPlaces(step: Step, at: NodeRef): void {
  leavePlaces(step, (other) => sameNode(other, at));
  const { each } = nodeState(step, at);
  if (each) each.arrivals = each.arrivals.filter(({ locals }) => !locals);
}
