/**
 * One step: what happens between an event and the moment when nothing more can happen. Owns the agenda and the
 * lookups that every other file of the core needs; knows no rule of the language.
 *
 * A1. Tasks are performed in the order in which they were put on the agenda, before any node is looked at (S6).
 * A2. Then the first node in the order of the text that may have become able to do something is looked at (S21).
 */
import type { EdgePlan, MapNode, NodePlan, Plan, RepeatNode, ScopePlan } from '../plan.ts';
import type { Command } from './command.ts';
import { enterMoment } from './effort.ts';
import type {
  Closing,
  Ending,
  NodeRef,
  NodeState,
  RunState,
  ScopeState,
  Visit,
  VisitRecord,
  VisitRef,
} from './state.ts';

export interface Step {
  readonly plan: Plan;
  readonly state: RunState;
  readonly commands: Command[];
  readonly tasks: Task[];
  nextTask: number;
  /** Hears of every edge that is taken; nothing depends on it. */
  readonly watch?: (edge: EdgePlan) => void;
}

export type Task =
  /** A visit has an ending and nothing of it is under way any more. */
  | { readonly is: 'ended'; readonly at: VisitRef; readonly ending: Ending }
  | { readonly is: 'close'; readonly scope: number; readonly because: Closing }
  /** A node is ended from the side. */
  | { readonly is: 'cancel'; readonly at: NodeRef; readonly as: 'cancelled' | 'succeeded' }
  /** Nothing of the scope is left to do; its owner goes on. */
  | { readonly is: 'over'; readonly scope: number; readonly result: Closing };

/** Stands for the scope itself among the nodes to be looked at: behind all of its nodes. */
export const SCOPE_END = Number.MAX_SAFE_INTEGER;

/** @param goesOn within the moment of the step before (EF1) */
export function openStep(
  plan: Plan,
  state: RunState,
  at: number,
  watch?: Step['watch'],
  goesOn = false,
): Step {
  enterMoment(state, at, goesOn);
  return { plan, state, commands: [], tasks: [], nextTask: 0, ...(watch && { watch }) };
}

export function later(step: Step, task: Task): void {
  step.tasks.push(task);
}

/** Before all that is to be done already. */
export function atOnce(step: Step, task: Task): void {
  step.tasks.splice(step.nextTask, 0, task);
}

export function takeTask(step: Step): Task | undefined {
  const task = step.tasks[step.nextTask];
  if (task) step.nextTask++;
  return task;
}

/** Puts a node on the list of those to be looked at; twice is once. */
export function lookAt(step: Step, at: NodeRef): void {
  insert(step, step.state.agenda, at);
}

/** The end of a scope is looked at when nothing of it runs and nothing else of it is to be looked at. */
export function lookAtEnd(step: Step, scope: ScopeState): void {
  if (scope.live === 0) lookAt(step, { scope: scope.id, node: SCOPE_END });
}

/** Whether nothing of the scope runs, waits or can still start (S13). */
export function isQuiet(step: Step, scope: ScopeState): boolean {
  const inScope = (at: NodeRef) => at.scope === scope.id && at.node !== SCOPE_END;
  return (
    scope.live === 0 &&
    scope.held.length === 0 &&
    !step.state.agenda.some(inScope) &&
    !step.state.ready.some(inScope) &&
    !step.state.locks.waiting.some(inScope) &&
    !step.state.halt?.waiting.some(inScope)
  );
}

/** Whether something may happen without another event. */
export function hasMore({ plan, state }: Step): boolean {
  return state.agenda.length > 0 || (state.ready.length > 0 && state.slots < plan.limits.parallel);
}

/** The first thing that may happen: a node to look at, or a ready node if the window has room. */
export function takeFirst(step: Step): { ref: NodeRef; ready: boolean } | undefined {
  const candidate = step.state.agenda[0];
  const ready = step.state.slots < step.plan.limits.parallel ? step.state.ready[0] : undefined;
  if (candidate && (!ready || compareRefs(step, candidate, ready) <= 0)) {
    step.state.agenda.shift();
    return { ref: candidate, ready: false };
  }
  if (!ready) return undefined;
  step.state.ready.shift();
  return { ref: ready, ready: true };
}

export function makeReady(step: Step, at: NodeRef): void {
  nodeState(step, at).phase = 'ready';
  insert(step, step.state.ready, at);
}

function insert(step: Step, list: NodeRef[], at: NodeRef): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareRefs(step, item(list, middle), at);
    if (order === 0) return;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, { scope: at.scope, node: at.node });
}

/** Order of the text; in the same place the scope that was opened first. */
function compareRefs(step: Step, a: NodeRef, b: NodeRef): number {
  if (a.scope === b.scope) return a.node - b.node;
  return compareOrders(ordersOf(step, a), ordersOf(step, b)) || a.scope - b.scope;
}

/** The graphs made at run time stand in the place of their nodes: one number for each frame, from the outside in. */
function ordersOf(step: Step, at: NodeRef): readonly number[] {
  const frame = frameOf(step, at.scope);
  const order = orderOf(step, at);
  return frame === undefined
    ? [order]
    : [...ordersOf(step, known(step.state.frames[frame], 'frame').at), order];
}

function compareOrders(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The scope whose frame this one lies in; undefined = the definition's own. */
export function frameOf(step: Step, scope: number): number | undefined {
  for (const _ in step.state.frames) {
    let at: ScopeState | undefined = scopeState(step, scope);
    while (at && at.parent?.role !== 'frame') at = at.parent && scopeState(step, at.parent.scope);
    return at?.id;
  }
  return undefined;
}

function orderOf(step: Step, at: NodeRef): number {
  const scope = scopeState(step, at.scope);
  if (at.node !== SCOPE_END) return item(scopePlan(step, scope).nodes, at.node).order;
  return endOrder(scope.parent?.role === 'whole' ? innerPlan(step, scope) : scopePlan(step, scope));
}

/** Behind the last node in the scope, before the next one outside. */
function endOrder(scope: ScopePlan): number {
  const last = scope.nodes.at(-1);
  if (!last) return 0;
  const inner = last.kind === 'do' || last.kind === 'map' || last.kind === 'repeat';
  return inner ? endOrder(last.scope) : last.order + 0.5;
}

export function scopeState(step: Step, scope: number): ScopeState {
  return known(step.state.scopes[scope], `scope ${scope}`);
}

/** The plan of a scope is found through its parents (ST2). */
export function scopePlan(step: Step, scope: ScopeState): ScopePlan {
  const { parent } = scope;
  if (!parent) return step.plan.scope;
  switch (parent.role) {
    case 'frame':
      return known(step.state.frames[scope.id], 'frame').scope;
    case 'finally':
      return known(scopePlan(step, scopeState(step, parent.owner)).finally, 'finally');
    case 'compensate':
      return known(nodePlan(step, parent).compensate, 'compensate');
    case 'whole':
      return loopPlan(step, scope).whole;
    case 'do':
    case 'item':
    case 'turn':
      return innerPlan(step, scope);
  }
}

function innerPlan(step: Step, scope: ScopeState): ScopePlan {
  const node = nodePlan(step, known(scope.parent, 'parent'));
  if (node.kind === 'do' || node.kind === 'map' || node.kind === 'repeat') return node.scope;
  throw new Error(`${node.name} is no block`);
}

/** The node of a whole, an item or a turn. */
export function loopPlan(step: Step, scope: ScopeState): MapNode | RepeatNode {
  const node = nodePlan(step, known(scope.parent, 'parent'));
  if (node.kind === 'map' || node.kind === 'repeat') return node;
  throw new Error(`${node.name} is no loop`);
}

export function nodePlan(step: Step, at: NodeRef): NodePlan {
  return item(scopePlan(step, scopeState(step, at.scope)).nodes, at.node);
}

export function nodeState(step: Step, at: NodeRef): NodeState {
  return item(scopeState(step, at.scope).nodes, at.node);
}

/** A visit under way; undefined when it has ended. */
export function findVisit(step: Step, at: VisitRef): Visit | undefined {
  return nodeState(step, at).current?.find(({ number }) => number === at.visit);
}

export function visitOf(step: Step, at: VisitRef): Visit {
  return known(findVisit(step, at), `visit ${at.visit} under way`);
}

/** Every visit of the node that is under way. */
export function visitsUnderWay(step: Step, at: NodeRef): readonly VisitRef[] {
  const { current = [] } = nodeState(step, at);
  return current.map(({ number }) => ({ scope: at.scope, node: at.node, visit: number }));
}

/** The number that the next start or skip of the node takes (S2). */
export function nextNumber(node: NodeState): number {
  const taken = node.each?.arrivals.filter(({ locals }) => locals).length ?? 0;
  return (node.before ?? 0) + node.visits.length + (node.current?.length ?? 0) + taken + 1;
}

/** The last resolution of a node that counts (S2). */
export function lastOf(node: NodeState): VisitRecord | undefined {
  if (node.each?.whole) return node.each.whole;
  return node.last === undefined ? undefined : item(node.visits, node.last);
}

export function sameNode(a: NodeRef, b: NodeRef): boolean {
  return a.scope === b.scope && a.node === b.node;
}

export function pathOf(step: Step, at: NodeRef): string {
  return scopeState(step, at.scope).prefix + nodePlan(step, at).name;
}

export function visitId(step: Step, at: VisitRef): string {
  return `${pathOf(step, at)}#${at.visit}`;
}

/** What is stopped together with this visit (`command.ts`). */
export function groupOf(step: Step, at: VisitRef): string {
  return nodePlan(step, at).solo ? visitId(step, at) : scopeState(step, at.scope).group;
}

export function item<T>(list: readonly T[], index: number): T {
  return known(list[index], `item ${index}`);
}

export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`broken state: no ${what}`);
  return value;
}
