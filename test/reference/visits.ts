/** How visits begin, end and are told to stop (S2, S15, S18). Owns the lines of the trace; resolves no edge. */
import type { RunError } from '../../src/interpreter/errors.ts';
import type { JsonObject } from '../../src/interpreter/json.ts';
import { liveVisits, failureOf, idOf, type Node, type Scope, type Verdict, type Visit } from './state.ts';

export type Ending =
  | Verdict
  | { readonly kind: 'outcome'; readonly output?: Visit['output']; readonly outcome?: string }
  | { readonly kind: 'skipped'; readonly failures: readonly Node[] };

export function beginVisit(node: Node, locals: JsonObject = {}): Visit {
  const visit = node.waiting ?? nextVisit(node, locals);
  delete node.waiting;
  node.visits.push(visit);
  node.scope.run.visits.push(visit);
  return visit;
}

export function nextVisit(node: Node, locals: JsonObject = {}): Visit {
  return {
    node,
    number: node.visits.length + 1,
    locals,
    status: 'active',
    failures: [],
    answers: [],
    adds: [],
    settled: false,
    undone: false,
  };
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
  release(visit.node);
}

/** S23: at the end of the visit, however it ends; or when it does not start any more. */
export function release(node: Node): void {
  const { run } = node.scope;
  const { locks } = run;
  if (node.waiting) run.ops = run.ops.filter(({ visit }) => visit !== node.waiting);
  delete node.waiting;
  for (const [name, queue] of locks) {
    const left = queue.filter((other) => other !== node);
    locks.set(name, left);
  }
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

/** Work is awaited; what only waits ends at once; what is in a block is stopped when all of this level is. */
export function stopVisit(visit: Visit, how: 'cancelled' | 'withdrawn'): void {
  visit.stopAs ??= how;
  const { run } = visit.node.scope;
  if (visit.inside) {
    const { inside } = visit;
    run.next.push(() => stopScope(inside, { kind: how }));
    return;
  }
  const working = run.ops.filter((op) => op.visit === visit && op.does === 'call');
  for (const op of working) op.stopping = true;
  if (working.length === 0) endVisit(visit, { kind: visit.stopAs });
}

/** S15, S18: level by level, each in the order of the text. The first verdict stands. */
export function stopScope(scope: Scope, verdict: Verdict, finish = scope.graph.onError === 'finish'): void {
  if (scope.stage === 'over') return;
  scope.verdict ??= verdict;
  if (scope.stage === 'open') scope.stage = 'stopping';
  stopClock(scope);
  if (scope.stage !== 'stopping') return;
  // What has not started does not any more, and asks for nothing.
  for (const node of scope.nodes) if (node.phase === 'ready') release(node);
  if (verdict.kind === 'failed' && finish) return;
  const how = verdict.kind === 'failed' || verdict.kind === 'cancelled' ? 'cancelled' : 'withdrawn';
  for (const node of scope.nodes) {
    for (const visit of liveVisits(node)) stopVisit(visit, how);
  }
  for (const child of scope.children) scope.run.next.push(() => stopScope(child, { kind: how }));
}

/** S17: cleanup does not count in `timeout`. */
function stopClock({ run, owner, role }: Scope): void {
  if (role !== 'extra') run.ops = run.ops.filter(({ visit, does }) => visit !== owner || does !== 'timeout');
}

export function failScope(scope: Scope, error: RunError): void {
  if (scope.verdict === undefined) stopScope(scope, { kind: 'failed', error });
}

/** S17: where a limit of time has run out, nothing is let to finish. */
export function expireScope(scope: Scope, error: RunError): void {
  if (scope.verdict === undefined) stopScope(scope, { kind: 'failed', error }, false);
}
