/** What can happen next (S21): the first thing in the order of the text, found by looking at everything anew. */
import { parseDuration } from '../../src/interpreter/duration.ts';
import { blockStep } from './blocks.ts';
import { AT_ONCE, closingStep, type Thing } from './closing.ts';
import { endQuietScope } from './completion.ts';
import { settle } from './edges.ts';
import { decide, hasFired, resolutionOf } from './join.ts';
import { addTimer, isWork, start } from './kinds.ts';
import { eachStep } from './each.ts';
import { clearRest } from './rest.ts';
import { beginRound, isAwaitedByRound, roundThatCanBegin } from './round.ts';
import {
  type Arrival,
  isBusy,
  isDead,
  liveVisits,
  type Node,
  type Run,
  type Scope,
  type Visit,
} from './state.ts';
import { holds, render } from './values.ts';
import { beginVisit, endUnstarted, failUnstarted, nextVisit } from './visits.ts';

/** Until nothing can happen any more without an event. */
export function goOn(run: Run): void {
  for (let next = firstThing(run); next; next = firstThing(run)) next();
}

/** S6: edges are resolved before anything else happens. Of things at one place that of the oldest scope comes first. */
function firstThing(run: Run): (() => void) | undefined {
  const ended = [...run.ended, ...run.resolved].find(({ settled }) => !settled);
  if (ended) return () => settle(ended);
  if (run.next.length > 0) return () => run.next.shift()?.();
  return [...thingsIn(run.root)].sort((a, b) => a.at - b.at || a.age - b.age)[0]?.happen;
}

/** Everything that can happen in a scope. It goes on to its end when nothing in it can happen any more. */
function thingsIn(scope: Scope): readonly Thing[] {
  if (scope.stage === 'over') return [];
  const round = scope.stage === 'open' ? roundThatCanBegin(scope) : undefined;
  if (round) return [{ at: AT_ONCE, age: scope.age, happen: () => beginRound(round) }];
  const things = [...scope.nodes.flatMap(thingsOf), ...scope.children.flatMap(thingsIn), ...extraOf(scope)];
  return things.length > 0 ? things : lastOf(scope);
}

function thingsOf(node: Node): readonly Thing[] {
  const step = nodeStep(node);
  const own = step ? [{ at: node.graph.order, age: node.scope.age, happen: step }] : [];
  return [...own, ...liveVisits(node).flatMap((visit) => [...some(blockStep(visit)), ...insideOf(visit)])];
}

function insideOf({ inside }: Visit): readonly Thing[] {
  return inside ? thingsIn(inside) : [];
}

/** A compensation or `finally` under way. */
function extraOf({ extra }: Scope): readonly Thing[] {
  return extra ? thingsIn(extra) : [];
}

/** The next step of the end, or the end of a scope that has gone quiet. */
function lastOf(scope: Scope): readonly Thing[] {
  if (scope.stage !== 'open') return some(closingStep(scope));
  const waits = isBusy(scope) || scope.rounds.length > 0 || scope.nodes.some(isReady);
  if (waits || scope.role === 'whole') return [];
  return [{ at: scope.graph.end, age: scope.age, happen: () => endQuietScope(scope) }];
}

function some<T>(thing: T | undefined): readonly T[] {
  return thing === undefined ? [] : [thing];
}

type Step = () => void;

function isReady({ phase, arrivals }: Node): boolean {
  return phase === 'ready' || arrivals.some(({ goes }) => goes);
}

function nodeStep(node: Node): Step | undefined {
  if (node.scope.stage !== 'open' || isAwaitedByRound(node)) return undefined;
  if (node.graph.document.join === 'each')
    return node.phase === 'pending' ? eachStep(node, visitStep(node)) : undefined;
  if (node.phase === 'pending') return decisionStep(node);
  if (node.phase === 'ready') return startStep(node);
  return undefined;
}

function decisionStep(node: Node): Step | undefined {
  const clears = node.graph.document.rest === 'cancel' && !node.cleared && hasFired(node);
  const decision = decide(node);
  if (decision === 'wait') return clears ? () => clearRest(node) : undefined;
  if (decision === 'run') {
    return () => {
      if (clears) clearRest(node);
      readCondition(node);
      if (node.phase === 'ready') startStep(node)?.();
    };
  }
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
  else if (condition.value) queue(node);
  else {
    node.dependedOn = aliveBehind(node);
    endUnstarted(node, { kind: 'skipped', failures: [] });
  }
}

/** S23: it stands in the queues of all its locks at once. */
function queue(node: Node): void {
  node.phase = 'ready';
  const basis = node.graph.forward.filter((entry) => resolutionOf(node, entry) === 'taken');
  node.heldBy = { basis, dependedOn: aliveBehind(node) };
  const { document, scope } = { document: node.graph.document, scope: node.scope };
  const lock = 'lock' in document ? document.lock : undefined;
  if (lock === undefined) return;
  const names = typeof lock === 'string' || Array.isArray(lock) ? lock : lock.name;
  const given = render(scope, [names].flat());
  if (!given.ok) failUnstarted(node, { type: 'expression', title: given.title, retryable: false });
  else for (const name of new Set(given.value as readonly string[])) enqueue(node, name);
  // S23: its limit of time counts from now on.
  if (!given.ok || !('timeout' in document) || document.timeout === undefined) return;
  node.waiting = nextVisit(node);
  addTimer(node.waiting, 'timeout', parseDuration(document.timeout) ?? 0);
}

function enqueue(node: Node, name: string): void {
  const { locks } = node.scope.run;
  locks.set(name, [...(locks.get(name) ?? []), node]);
}

function isFirst(node: Node): boolean {
  return [...node.scope.run.locks.values()].every((queue) => !queue.includes(node) || queue[0] === node);
}

/** S22: work waits for room in the window. */
function startStep(node: Node): Step | undefined {
  const decision = decide(node);
  if (typeof decision === 'object') return () => skip(node, decision.skip);
  return isFirst(node) && fits(node) ? () => startNode(node) : undefined;
}

function fits({ graph, scope }: Node): boolean {
  return !isWork(graph.document) || hasRoom(scope.run);
}

function visitStep(node: Node): (arrival: Arrival) => Step | undefined {
  return (arrival) => {
    const begin = () => {
      node.arrivals = node.arrivals.filter((other) => other !== arrival);
      settleHandled(node);
      node.basis = [...node.basis, arrival.entry];
      start(beginVisit(node, { edge: arrival.edge }));
    };
    return fits(node) ? begin : undefined;
  };
}

/** S15: what it handles is handled now. */
function settleHandled(node: Node): void {
  const { scope } = node;
  scope.errors = scope.errors.filter(({ handlers }) => !handlers.includes(node));
}

function hasRoom({ ops, parallel }: Run): boolean {
  return (
    ops.filter(({ does, visit }) => does === 'call' && isWork(visit.node.graph.document)).length < parallel
  );
}

function startNode(node: Node): void {
  node.phase = 'active';
  Object.assign(node, node.heldBy);
  delete node.heldBy;
  delete node.forced;
  delete node.anew;
  settleHandled(node);
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
  // S11: a guard skips without asking the join, so that nothing else is the reason.
  const reasons = unless.length > 0 ? unless : [...dead, ...unread];
  return reasons.map(({ from }) => from);
}
