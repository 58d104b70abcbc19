/** What the end of a visit does to the edges that lead from it (S6, S7, S12, S15). */
import { errorMatches, type RunError } from '../../src/interpreter/errors.ts';
import type { JsonObject } from '../../src/interpreter/json.ts';
import type { Cause, Entry, Reading } from './graph.ts';
import { anyway, reach } from './graph.ts';
import { lookAtCompletion } from './completion.ts';
import { readJoinCondition } from './join.ts';
import { isAwaitedByRound, startRound } from './round.ts';
import { failureOf, idOf, type Node, nodeOf, type Resolution, type Visit } from './state.ts';
import { holds } from './values.ts';
import { failScope, failUnstarted } from './visits.ts';

/** S6: all edges of a visit are resolved before any node starts; a way back that is taken resolves no other. */
export function settle(visit: Visit): void {
  visit.settled = true;
  const { node } = visit;
  // S9: the edges of an `each` are resolved once, when all its visits have ended.
  if (node.graph.document.join === 'each' && node.phase !== 'resolved') return;
  if (node.scope.stage !== 'open' || isAwaitedByRound(node)) return;
  // S18: its scope, or one around it, ends with it.
  if (visit.endsScope) return;
  const back = visit.status === 'withdrawn' ? 'none' : wayBack(visit);
  if (back === 'failed') return;
  if (typeof back === 'object') {
    startRound(visit, back.target, back.entry);
    return;
  }
  if (visit.status === 'skipped') lookForUnhandled(node);
  const exhausted = back === 'exhausted';
  if (exhausted) visit.exhausted = true;
  const faults = resolveAll(visit, exhausted);
  if (visit.status === 'failed' || exhausted) mind(visit, exhausted);
  for (const [target, error] of faults) if (canStill(target)) failUnstarted(target, error);
  if (node.scope.stage === 'open') lookAtCompletion(node);
}

interface Back {
  readonly target: Node;
  readonly entry: Entry;
}

/** S12: the first way back that matches and is not used up. */
function wayBack(visit: Visit): Back | 'none' | 'exhausted' | 'failed' {
  const { scope } = visit.node;
  let usedUp = false;
  for (const target of scope.nodes) {
    for (const entry of target.graph.again.filter(({ from }) => from === visit.node.graph.name)) {
      const matches = isTaken(entry, visit, causeOf(visit));
      if (typeof matches === 'string') {
        failScope(scope, failureOf('expression', matches, idOf(visit)));
        return 'failed';
      }
      const used = scope.used.get(entry) ?? 0;
      if (matches && used < (entry.again?.max ?? 0)) {
        scope.used.set(entry, used + 1);
        return { target, entry };
      }
      usedUp ||= matches;
    }
  }
  return usedUp ? 'exhausted' : 'none';
}

/** `unless` first (S6). Gives the targets whose edge could not be read: they fail at once (S15). */
function resolveAll(visit: Visit, exhausted: boolean): readonly (readonly [Node, RunError])[] {
  const { node } = visit;
  const faults: (readonly [Node, RunError])[] = [];
  const resolve = (target: Node, entry: Entry) => {
    const resolution = resolutionOf(entry, visit, exhausted);
    if (typeof resolution === 'object' && 'fault' in resolution) {
      faults.push([target, failureOf('expression', resolution.fault, '')]);
      target.entries.set(entry, 'passed');
    } else target.entries.set(entry, resolution);
  };
  const mine = ({ from }: Entry) => from === node.graph.name;
  for (const target of node.scope.nodes)
    for (const entry of target.graph.unless.filter(mine)) resolve(target, entry);
  for (const target of node.scope.nodes) {
    for (const entry of target.graph.forward.filter(mine)) {
      resolve(target, entry);
      if (target.entries.get(entry) === 'taken' && target.graph.document.join === 'each')
        target.arrivals.push({ entry, edge: seenBy(visit), goes: false });
      readJoinCondition(target);
    }
    for (const reading of target.graph.readings.filter(({ from }) => from === node.graph.name))
      target.readings.set(reading, readingOf(reading, visit, exhausted, target));
  }
  return faults;
}

function seenBy(visit: Visit): JsonObject {
  const { output, outcome } = visit;
  return {
    from: visit.node.graph.name,
    ...(output !== undefined && { output }),
    ...(outcome !== undefined && { outcome }),
  };
}

function causeOf({ status }: Visit): Cause | undefined {
  switch (status) {
    case 'succeeded':
      return 'success';
    case 'failed':
      return 'error';
    case 'skipped':
    case 'cancelled':
      return status;
    case 'withdrawn':
    case 'active':
      return undefined;
  }
}

/** S7. A text says why its `when` could not be read. */
function isTaken(entry: Entry, visit: Visit, cause: Cause | undefined): boolean | string {
  if (cause === undefined || !entry.on.has(cause) || isUndecided(visit)) return false;
  const type = visit.error?.type;
  if (cause === 'error' && entry.errors && !entry.errors.some((pattern) => errorMatches(pattern, type ?? '')))
    return false;
  if (entry.outcome !== undefined && entry.outcome !== visit.outcome) return false;
  if (entry.when === undefined) return true;
  const condition = holds(visit.node.scope, entry.when);
  return condition.ok ? condition.value : condition.title;
}

/** S18: a switch of which nothing is true has no outcome, and its edges are passed over. */
function isUndecided({ node, status, outcome }: Visit): boolean {
  return node.graph.document.kind === 'switch' && status === 'succeeded' && outcome === undefined;
}

/** S6, and S12 for a visit whose ways back are used up: it resolves like a failure. */
function resolutionOf(
  entry: Entry,
  visit: Visit,
  exhausted: boolean,
): Resolution | { readonly fault: string } {
  const causes: readonly (Cause | undefined)[] = exhausted
    ? ['exhausted', ...(visit.status === 'failed' ? (['error'] as const) : [])]
    : [causeOf(visit)];
  for (const cause of causes) {
    const taken = isTaken(entry, visit, cause);
    if (typeof taken === 'string') return { fault: taken };
    if (taken) return 'taken';
  }
  return deadBehind(visit, exhausted);
}

/** Broken carries the failed nodes; whatever else is dead was passed over. */
function deadBehind(visit: Visit, exhausted: boolean): Resolution {
  if (visit.status === 'failed' || exhausted) return [visit.node];
  return visit.status === 'skipped' && visit.failures.length > 0 ? visit.failures : 'passed';
}

/** S4. Of a visit whose ways back are used up, output and outcome stay readable for what it leads to. */
function readingOf({ needs }: Reading, visit: Visit, exhausted: boolean, reader: Node): Resolution {
  return isReadable(needs, visit, exhausted, reader) ? 'taken' : deadBehind(visit, exhausted);
}

function isReadable(needs: Reading['needs'], visit: Visit, exhausted: boolean, reader: Node): boolean {
  if (needs === undefined) return true;
  if (exhausted && !isLedTo(visit, reader)) return false;
  if (needs === 'result') return visit.status !== 'withdrawn';
  if (needs === 'error') return visit.status === 'failed';
  return visit.status === 'succeeded' && !isUndecided(visit);
}

/** By an entry that takes it, after a failure `on: error` too. */
function isLedTo({ node: from, status }: Visit, reader: Node): boolean {
  const { nodes } = from.scope.graph;
  const takes = ({ on }: Entry) => on.has('exhausted') || (status === 'failed' && on.has('error'));
  return nodes.some(
    ({ name, forward }) =>
      forward.some((entry) => entry.from === from.graph.name && takes(entry)) &&
      reach(nodes, name, anyway).has(reader.graph.name),
  );
}

/** Not started yet, so that it can handle what comes (S15). */
function canStill({ phase }: Node): boolean {
  return phase === 'pending' || phase === 'ready';
}

/** S15: handled when a taken edge leads to a node that can still start; else the scope fails. */
function mind(visit: Visit, exhausted: boolean): void {
  const { node } = visit;
  const takes = (entry: Entry) =>
    entry.from === node.graph.name && (entry.on.has('error') || (exhausted && entry.on.has('exhausted')));
  const handlers = node.scope.nodes.filter(
    (target) =>
      (canStill(target) || isAwaitedByRound(target)) &&
      target.graph.forward.some((entry) => takes(entry) && target.entries.get(entry) === 'taken'),
  );
  const error = visit.error ?? failureOf('again-exhausted', 'The rounds are used up.', idOf(visit));
  if (handlers.length > 0) node.scope.errors.push({ visit, error, handlers });
  else fail(node, error);
}

/** S15: an error whose handlers were all skipped is unhandled from that moment. */
function lookForUnhandled({ scope, graph }: Node): void {
  const of = scope.errors.filter(({ handlers }) => handlers.includes(nodeOf(scope, graph.name)));
  for (const { handlers, error, visit } of of) {
    if (handlers.every(isSkipped)) fail(visit.node, error);
  }
}

/** For good: what a round has set back may start again. */
function isSkipped(node: Node): boolean {
  return node.phase === 'resolved' && !isAwaitedByRound(node) && node.visits.at(-1)?.status === 'skipped';
}

/** S13: where `complete` is, an unhandled failure breaks only its branch. */
function fail({ scope }: Node, error: RunError): void {
  if (scope.graph.complete === undefined) failScope(scope, error);
}
