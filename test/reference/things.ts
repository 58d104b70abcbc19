/** What can happen next (S21): the first thing in the order of the text, found by looking at everything anew. */
import { blockStep } from './blocks.ts';
import { type Action, closingStep } from './closing.ts';
import { endQuietScope } from './completion.ts';
import { settle } from './edges.ts';
import { decide, resolutionOf } from './join.ts';
import { isWork, start } from './kinds.ts';
import { beginRound, isAwaitedByRound, roundThatCanBegin } from './round.ts';
import { activeVisits, isBusy, isDead, type Node, type Run, type Scope, type Visit } from './state.ts';
import { holds } from './values.ts';
import { beginVisit, endUnstarted, failUnstarted } from './visits.ts';

/** Until nothing can happen any more without an event. */
export function goOn(run: Run): void {
  for (let next = firstThing(run); next; next = firstThing(run)) next();
}

/** S6: edges are resolved before anything else happens. */
function firstThing(run: Run): Action | undefined {
  const ended = run.ended.find(({ settled }) => !settled);
  return ended ? () => settle(ended) : firstIn(run.root);
}

function firstIn(scope: Scope): Action | undefined {
  if (scope.stage === 'over') return undefined;
  const round = scope.stage === 'open' ? roundThatCanBegin(scope) : undefined;
  if (round) return () => beginRound(round);
  return first(scope.nodes, firstOf) ?? first(scope.children, firstIn) ?? lastOf(scope);
}

function firstOf(node: Node): Action | undefined {
  return nodeStep(node) ?? first(activeVisits(node), (visit) => blockStep(visit) ?? insideOf(visit));
}

function insideOf({ inside }: Visit): Action | undefined {
  return inside && firstIn(inside);
}

/** A compensation or `finally` under way, the next step of the end, or the end of a scope that has gone quiet. */
function lastOf(scope: Scope): Action | undefined {
  if (scope.extra && scope.extra.stage !== 'over') return firstIn(scope.extra);
  if (scope.stage !== 'open') return closingStep(scope);
  const waits =
    isBusy(scope) || scope.rounds.length > 0 || scope.nodes.some(({ phase }) => phase === 'ready');
  return waits || scope.role === 'whole' ? undefined : () => endQuietScope(scope);
}

function first<T>(list: readonly T[], find: (item: T) => Action | undefined): Action | undefined {
  for (const item of list) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

function nodeStep(node: Node): Action | undefined {
  if (node.scope.stage !== 'open' || isAwaitedByRound(node)) return undefined;
  if (node.phase === 'pending') return decisionStep(node);
  if (node.phase === 'ready') return startStep(node);
  return undefined;
}

function decisionStep(node: Node): Action | undefined {
  const decision = decide(node);
  if (decision === 'wait') return undefined;
  if (decision === 'run') return () => readCondition(node);
  return () => skip(node, decision.skip);
}

function skip(node: Node, failures: readonly Node[]): void {
  node.dependedOn = deadBehind(node);
  endUnstarted(node, { kind: 'skipped', failures });
}

/** S11: `when` is read once the join is satisfied; false skips, passed over. */
function readCondition(node: Node): void {
  const condition = holds(node.scope, node.graph.document.when ?? true);
  if (!condition.ok) failUnstarted(node, { type: 'expression', title: condition.title, retryable: false });
  else if (condition.value) node.phase = 'ready';
  else {
    node.dependedOn = aliveBehind(node);
    endUnstarted(node, { kind: 'skipped', failures: [] });
  }
}

/** S22: work waits for room in the window. */
function startStep(node: Node): Action | undefined {
  const decision = decide(node);
  if (typeof decision === 'object') return () => skip(node, decision.skip);
  return isWork(node.graph.document) && !hasRoom(node.scope.run) ? undefined : () => startNode(node);
}

function hasRoom({ ops, parallel }: Run): boolean {
  return ops.filter(({ does }) => does === 'call').length < parallel;
}

function startNode(node: Node): void {
  node.phase = 'active';
  node.dependedOn = aliveBehind(node);
  node.basis = node.graph.forward.filter((entry) => resolutionOf(node, entry) === 'taken');
  delete node.forced;
  delete node.anew;
  // S15: what it handles is handled now.
  node.scope.errors = node.scope.errors.filter(({ handlers }) => !handlers.includes(node));
  start(beginVisit(node));
}

/** Sources of what let it start. */
function aliveBehind({ graph, entries, readings, forced }: Node): readonly string[] {
  const taken = graph.forward.filter((entry) => entries.get(entry) === 'taken');
  return [...taken, ...readings.keys(), ...(forced ? [forced] : [])].map(({ from }) => from);
}

/** Sources of what is the reason of a skip. */
function deadBehind({ graph, entries, readings }: Node): readonly string[] {
  const dead = graph.forward.filter((entry) => isDead(entries.get(entry) ?? 'open'));
  const unread = graph.readings.filter((reading) => isDead(readings.get(reading) ?? 'open'));
  const unless = graph.unless.filter((entry) => entries.get(entry) === 'taken');
  return [...dead, ...unread, ...unless].map(({ from }) => from);
}
