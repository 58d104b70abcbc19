/** `cancel` (R6): what becomes of the named nodes. */
import type { Json } from '../../src/interpreter/json.ts';
import { endRepeat } from './blocks.ts';
import { outputOf } from './completion.ts';
import type { KnownNode } from './graph.ts';
import { succeedMap } from './items.ts';
import { isAwaitedByRound, leaveRounds } from './round.ts';
import { activeVisits, failureOf, liveVisits, type Node, type Scope, type Visit } from './state.ts';
import { type Ending, endUnstarted, endVisit, failScope, stopScope, stopVisit } from './visits.ts';

/** It ends at once; what is named and not finished is cancelled, in the order in which it is named. */
export function cancelNodes(visit: Visit, { cancel, as }: Extract<KnownNode, { kind: 'cancel' }>): void {
  endVisit(visit, { kind: 'outcome', output: null });
  const names = typeof cancel === 'string' ? [cancel] : cancel;
  const { scope } = visit.node;
  const act = (target: Node) => {
    if (as === 'succeeded') completeNode(target);
    else cancelNode(target);
  };
  scope.run.next.push(() => names.map((name) => find(scope, name)).forEach(act));
}

function find(scope: Scope, name: string): Node {
  const found = scope.nodes.find(({ graph }) => graph.name === name);
  if (found) return found;
  if (!scope.outer) throw new Error(`no node ${name}`);
  return find(scope.outer, name);
}

function cancelNode(node: Node): void {
  if (isUnstarted(node)) return endSetBack(node, { kind: 'cancelled' });
  // What is told to stop already stops as that says: the edges of the `cancel` come first, and may fail the scope.
  for (const visit of liveVisits(node).filter(({ stopAs }) => stopAs === undefined)) {
    visit.stopAs = 'cancelled';
    if (visit.inside) stopScope(visit.inside, { kind: 'withdrawn' });
    else stopVisit(visit, 'cancelled');
  }
}

/** What a round has set back has not started, though it waits. */
function isUnstarted(node: Node): boolean {
  if (isAwaitedByRound(node)) return activeVisits(node).length === 0;
  return node.phase === 'pending' || node.phase === 'ready';
}

function endSetBack(node: Node, ending: Ending): void {
  for (const { inside } of liveVisits(node)) if (inside) stopScope(inside, { kind: 'withdrawn' });
  leaveRounds(node);
  endUnstarted(node, ending);
}

function completeNode(node: Node): void {
  if (isUnstarted(node)) endSetBack(node, { kind: 'succeeded', output: null });
  else for (const visit of liveVisits(node)) complete(visit);
}

/** Succeeded with what there is. */
function complete({ inside, node, status }: Visit): void {
  const { document } = node.graph;
  if (!inside) return;
  // It has failed already and lets what runs finish, or has succeeded and runs on.
  if (inside.verdict || status !== 'active') return stopScope(inside, { kind: 'withdrawn' });
  if (document.kind === 'map') succeedMap(inside, document, false);
  else if (document.kind === 'repeat') endRepeat(inside);
  else giveOutput(inside);
}

function giveOutput(scope: Scope): void {
  const output = outputOf(scope);
  if (output.ok) stopScope(scope, { kind: 'succeeded', output: (output.value ?? null) satisfies Json });
  else failScope(scope, failureOf('expression', output.title, ''));
}
