/** When a node may start, and when it is skipped (S8, S11, S12). */
import type { Entry } from './graph.ts';
import { failuresOf, isDead, type Node, nodeOf, type Resolution } from './state.ts';
import { holds } from './values.ts';
import { failUnstarted } from './visits.ts';

export type Decision = 'wait' | 'run' | { readonly skip: readonly Node[] };

/**
 * S8: required and soft edges are always waited for; `live`, and a dead required edge, decide when every edge is
 * resolved. S11: `unless` does not wait for the join.
 */
export function decide(node: Node): Decision {
  if (isGuarded(node)) return { skip: [] };
  const join = node.forced ? 'yes' : joinOf(node);
  const readings = [...node.readings.values()];
  const waits = readings.includes('open');
  if (join === 'no') return waits && isLive(node) ? 'wait' : { skip: failuresBehind(node) };
  if (waits) return 'wait';
  if (readings.some(isDead)) return node.forced || !hasOpen(node) ? { skip: failuresBehind(node) } : 'wait';
  return join === 'yes' ? 'run' : 'wait';
}

export function isGuarded(node: Node): boolean {
  return node.graph.unless.some((entry) => resolutionOf(node, entry) === 'taken');
}

function isLive({ graph }: Node): boolean {
  return (graph.document.join ?? 'live') === 'live';
}

/** Whether the join has fired, or a round starts the node, so that only what the node reads is still waited for. */
export function hasFired(node: Node): boolean {
  return node.forced !== undefined || joinOf(node) === 'yes';
}

function joinOf(node: Node): 'yes' | 'no' | 'open' {
  const { forward, document } = node.graph;
  if (forward.length === 0) return 'yes';
  const taken = forward.filter((entry) => resolutionOf(node, entry) === 'taken').length;
  const open = forward.filter((entry) => resolutionOf(node, entry) === 'open').length;
  const anew = node.anew === undefined || node.anew.some((entry) => resolutionOf(node, entry) === 'taken');
  // S12: if all edges from inside are dead, it is skipped.
  const hopeless = node.anew?.every((entry) => isDead(resolutionOf(node, entry))) ?? false;
  const join = document.join ?? 'live';
  if (join === 'live') {
    if (open > 0) return 'open';
    return taken > 0 && anew && uncovered(node).length === 0 ? 'yes' : 'no';
  }
  if (hopeless) return 'no';
  if (join === 'all') return taken + open < forward.length ? 'no' : open === 0 ? 'yes' : 'open';
  if (join === 'any') return atLeast(1, taken, open, anew);
  if (join === 'each') return 'open';
  if ('count' in join) return atLeast(join.count, taken, open, anew);
  return node.fired ? 'yes' : open === 0 ? 'no' : 'open';
}

function atLeast(count: number, taken: number, open: number, anew: boolean): 'yes' | 'no' | 'open' {
  if (taken >= count && anew) return 'yes';
  return taken + open < count || open === 0 ? 'no' : 'open';
}

/** S8: `join.when` is read after each entry that is resolved; once it holds, the join has fired. */
export function readJoinCondition(node: Node): void {
  const { join } = node.graph.document;
  if (node.phase !== 'pending' || node.fired || typeof join !== 'object' || !('when' in join)) return;
  const states = node.graph.forward.map((entry) => resolutionOf(node, entry));
  if (node.anew && !node.anew.some((entry) => resolutionOf(node, entry) === 'taken')) return;
  const counts = {
    taken: states.filter((state) => state === 'taken').length,
    dead: states.filter(isDead).length,
    open: states.filter((state) => state === 'open').length,
  };
  const condition = holds(node.scope, join.when, { join: counts });
  if (!condition.ok) failUnstarted(node, { type: 'expression', title: condition.title, retryable: false });
  else if (condition.value) node.fired = true;
}

export function resolutionOf(node: Node, entry: Entry): Resolution {
  return node.entries.get(entry) ?? 'open';
}

function hasOpen(node: Node): boolean {
  return node.graph.forward.some((entry) => resolutionOf(node, entry) === 'open');
}

/**
 * S8: what broke a skip. Of the entries that is what nothing covers, and with a join that asks for more than a merge
 * whatever failed; of what is read it is any failure.
 */
export function failuresBehind(node: Node): readonly Node[] {
  const merges = isLive(node) || node.graph.document.join === 'each';
  const entries = merges ? uncovered(node) : failuresAmong(node);
  return [...new Set([...entries, ...[...node.readings.values()].flatMap(failuresOf)])];
}

function failuresAmong(node: Node): readonly Node[] {
  return node.graph.forward.flatMap((entry) => failuresOf(resolutionOf(node, entry)));
}

/** S8: failures behind broken edges without an edge from the failed node itself, or from a rescue of it. */
function uncovered(node: Node): readonly Node[] {
  const sources = node.graph.forward
    .filter((entry) => resolutionOf(node, entry) === 'taken')
    .map(({ from }) => nodeOf(node.scope, from));
  return failuresAmong(node).filter(
    (failed) => !sources.some((source) => source === failed || isRescueOf(source, failed)),
  );
}

/** Reached from the `on: error` edges of the failed node, and ran only because of failures. */
function isRescueOf(node: Node, failed: Node): boolean {
  if (!ranForFailures(node)) return false;
  return node.basis.some(
    (entry) =>
      (entry.from === failed.graph.name && isErrorEdge(entry)) ||
      isRescueOf(nodeOf(node.scope, entry.from), failed),
  );
}

function ranForFailures(node: Node): boolean {
  return (
    node.basis.length > 0 &&
    node.basis.every((entry) => isErrorEdge(entry) || ranForFailures(nodeOf(node.scope, entry.from)))
  );
}

/** An edge that also takes success is no rescue. */
function isErrorEdge({ on }: Entry): boolean {
  return (on.has('error') || on.has('exhausted')) && !on.has('success');
}
