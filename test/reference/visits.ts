/** How visits begin, end and are told to stop (S2, S15, S18). Owns the lines of the trace; resolves no edge. */
import type { RunError } from '../../src/interpreter/errors.ts';
import type { JsonObject } from '../../src/interpreter/json.ts';
import { activeVisits, failureOf, idOf, type Node, type Scope, type Verdict, type Visit } from './state.ts';

export type Ending =
  | Verdict
  | { readonly kind: 'outcome'; readonly output?: Visit['output']; readonly outcome?: string }
  | { readonly kind: 'skipped'; readonly failures: readonly Node[] };

export function beginVisit(node: Node, locals: JsonObject = {}): Visit {
  const visit: Visit = {
    node,
    number: node.visits.length + 1,
    locals,
    status: 'active',
    failures: [],
    answers: [],
    settled: false,
    undone: false,
    locked: [],
  };
  node.visits.push(visit);
  node.scope.run.visits.push(visit);
  return visit;
}

/** What of it is under way outside is forgotten; its edges are resolved later, before anything else happens. */
export function endVisit(visit: Visit, ending: Ending): void {
  const { run } = visit.node.scope;
  switch (ending.kind) {
    case 'outcome':
    case 'succeeded':
      visit.status = 'succeeded';
      if (ending.output !== undefined) visit.output = ending.output;
      if (ending.kind === 'outcome' && ending.outcome !== undefined) visit.outcome = ending.outcome;
      break;
    case 'failed':
      visit.status = 'failed';
      visit.error = ending.error;
      break;
    case 'skipped':
      visit.status = 'skipped';
      visit.failures = ending.failures;
      break;
    case 'cancelled':
    case 'withdrawn':
      visit.status = ending.kind;
      break;
  }
  if (visit.node.graph.document.join !== 'each') visit.node.phase = 'resolved';
  run.ops = run.ops.filter((op) => op.visit !== visit);
  run.waiters = run.waiters.filter((waiter) => waiter !== visit);
  run.ended.push(visit);
  for (const name of visit.locked) run.locks.delete(name);
}

export function failVisit(visit: Visit, type: string, title: string): void {
  endVisit(visit, { kind: 'failed', error: failureOf(type, title, idOf(visit)) });
}

/** A visit that never starts: it takes the next number all the same (S2). */
export function endUnstarted(node: Node, ending: Ending): void {
  node.phase = 'resolved';
  endVisit(beginVisit(node), ending);
}

export function failUnstarted(node: Node, error: RunError): void {
  node.phase = 'resolved';
  const visit = beginVisit(node);
  endVisit(visit, { kind: 'failed', error: { ...error, instance: idOf(visit) } });
}

/** Work is awaited; what only waits ends at once; blocks are stopped level by level. */
export function stopVisit(visit: Visit, how: 'cancelled' | 'withdrawn'): void {
  const inside = stopAlone(visit, how);
  if (inside) stopScope(inside, { kind: how });
}

/** Gives what is still to be stopped. */
function stopAlone(visit: Visit, how: 'cancelled' | 'withdrawn'): Scope | undefined {
  visit.stopAs ??= how;
  if (visit.inside) return visit.inside;
  const working = visit.node.scope.run.ops.filter((op) => op.visit === visit && op.does === 'call');
  for (const op of working) op.stopping = true;
  if (working.length === 0) endVisit(visit, { kind: visit.stopAs });
  return undefined;
}

/** S15, S18: level by level, each in the order of the text. The first verdict stands. */
export function stopScope(scope: Scope, verdict: Verdict): void {
  const level = [{ scope, verdict }];
  for (let next = level.shift(); next; next = level.shift())
    level.push(...stopLevel(next.scope, next.verdict));
}

type Stop = { readonly scope: Scope; readonly verdict: Verdict };

function stopLevel(scope: Scope, verdict: Verdict): readonly Stop[] {
  scope.verdict ??= verdict;
  if (scope.stage === 'open') scope.stage = 'stopping';
  if (scope.stage !== 'stopping') return [];
  if (verdict.kind === 'failed' && scope.graph.onError === 'finish') return [];
  const how = verdict.kind === 'failed' || verdict.kind === 'cancelled' ? 'cancelled' : 'withdrawn';
  const inner = scope.nodes.flatMap(activeVisits).flatMap((visit) => stopAlone(visit, how) ?? []);
  return [...inner, ...scope.children].map((scope) => ({ scope, verdict: { kind: how } }));
}

export function failScope(scope: Scope, error: RunError): void {
  if (scope.verdict === undefined) stopScope(scope, { kind: 'failed', error });
}
