/**
 * One step: what happens between an event and the moment when nothing more can happen. Owns the agenda and the
 * lookups that every other file of the core needs; knows no rule of the language.
 *
 * A1. Tasks are performed in the order in which they were put on the agenda, before any node is looked at (S6).
 * A2. Then the first node in the order of the text that may have become able to do something is looked at (S21).
 */
import type { NodePlan, Plan, ScopePlan } from '../plan.ts';
import type { Command } from './command.ts';
import { enterMoment } from './effort.ts';
import type { Closing, Ending, NodeRef, NodeState, RunState, ScopeState, Visit } from './state.ts';

export interface Step {
  readonly plan: Plan;
  readonly state: RunState;
  readonly commands: Command[];
  readonly tasks: Task[];
  nextTask: number;
}

export type Task =
  /** A visit has an ending and nothing of it is under way any more. */
  | { readonly is: 'ended'; readonly at: NodeRef; readonly ending: Ending }
  | { readonly is: 'close'; readonly scope: number; readonly because: Closing };

/** Stands for the scope itself among the nodes to be looked at: behind all of its nodes. */
export const SCOPE_END = Number.MAX_SAFE_INTEGER;

export function openStep(plan: Plan, state: RunState, at: number): Step {
  enterMoment(state, at);
  return { plan, state, commands: [], tasks: [], nextTask: 0 };
}

export function later(step: Step, task: Task): void {
  step.tasks.push(task);
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
    !step.state.ready.some(inScope)
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
  return orderOf(step, a) - orderOf(step, b) || a.scope - b.scope;
}

function orderOf(step: Step, at: NodeRef): number {
  if (at.node !== SCOPE_END) return nodePlan(step, at).order;
  return endOrder(scopePlan(step, scopeState(step, at.scope)));
}

/** Behind the last node in the scope, before the next one outside. */
function endOrder(scope: ScopePlan): number {
  const last = scope.nodes.at(-1);
  if (!last) return 0;
  return last.kind === 'do' ? endOrder(last.scope) : last.order + 0.5;
}

export function scopeState(step: Step, scope: number): ScopeState {
  return known(step.state.scopes[scope], `scope ${scope}`);
}

/** The plan of a scope is found through its parents (ST2). */
export function scopePlan(step: Step, scope: ScopeState): ScopePlan {
  if (!scope.parent) return step.plan.scope;
  const node = nodePlan(step, scope.parent);
  if (scope.parent.role === 'compensate') return known(node.compensate, 'compensate');
  if (node.kind !== 'do') throw new Error(`${node.name} is no block`);
  return node.scope;
}

export function nodePlan(step: Step, at: NodeRef): NodePlan {
  return item(scopePlan(step, scopeState(step, at.scope)).nodes, at.node);
}

export function nodeState(step: Step, at: NodeRef): NodeState {
  return item(scopeState(step, at.scope).nodes, at.node);
}

/** The visit under way of a node that is running. */
export function visitOf(step: Step, at: NodeRef): Visit {
  return known(nodeState(step, at).current, 'visit under way');
}

export function pathOf(step: Step, at: NodeRef): string {
  return scopeState(step, at.scope).prefix + nodePlan(step, at).name;
}

export function visitId(step: Step, at: NodeRef, visit = visitOf(step, at).number): string {
  return `${pathOf(step, at)}#${visit}`;
}

/** What is stopped together with this node (`command.ts`). */
export function groupOf(step: Step, at: NodeRef): string {
  return nodePlan(step, at).solo ? visitId(step, at) : scopeState(step, at.scope).group;
}

export function item<T>(list: readonly T[], index: number): T {
  return known(list[index], `item ${index}`);
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`broken state: no ${what}`);
  return value;
}
