/**
 * Takes out of the state what nothing can read any more. Owns when a scope that is over may go, and
 * when an output; called between events by
 * whoever keeps the state for long.
 *
 * FG1. Nothing that happens depends on it: with and without, every event gives the same commands.
 * FG2. A scope stays while something in it, or inside of it, may still have to be compensated.
 * FG3. The output of a node goes when it and all that can read it are resolved (`readBy` of the plan).
 */
import type { Json } from '../json.ts';
import type { Plan } from '../plan.ts';
import { partsOf } from './settling.ts';
import type { RunState, ScopeState, VisitRecord } from './state.ts';
import { item, nodeState, scopePlan, scopeState, type Step } from './step.ts';

/** What was taken out; a reader of whole runs puts it back. */
export interface Forgotten extends Pick<RunState, 'scopes' | 'frames'> {
  /** By scope, node and visit. */
  readonly outputs: Map<string, Json>;
}

export function nothingForgotten(): Forgotten {
  return { scopes: {}, frames: {}, outputs: new Map() };
}

/** @param forgotten receives what is taken out */
export function forget(plan: Plan, state: RunState, forgotten = nothingForgotten()): void {
  const step: Step = { plan, state, commands: [], tasks: [], nextTask: 0 };
  forgetOutputs(step, forgotten);
  if (state.over.length > 0) forgetScopes(step, forgotten);
}

function forgetScopes(step: Step, forgotten: Forgotten): void {
  const { state } = step;
  // A scope is over after all that is inside of it.
  for (const id of state.over) {
    const scope = scopeState(step, id);
    if (mayUndo(step, scope)) holdOwner(step, scope);
    else takeOut(step, scope, forgotten);
  }
  state.over = [];
  // What is over has nothing more to look at.
  state.agenda = state.agenda.filter(({ scope }) => state.scopes[scope]);
}

function forgetOutputs(step: Step, forgotten: Forgotten): void {
  const { state } = step;
  for (const { scope: id, node } of state.resolved ?? []) {
    const scope = state.scopes[id];
    if (!scope) continue;
    const { nodes } = scopePlan(step, scope);
    for (const index of [node, ...(item(nodes, node).reads ?? [])])
      if (isUnread(scope, item(nodes, index).readBy, index)) dropOutputs(scope, index, forgotten);
  }
  delete state.resolved;
}

/** From the end: the last in the text is mostly the last to be resolved. */
function isUnread({ nodes }: ScopeState, readBy: readonly number[] | undefined, index: number): boolean {
  const isResolved = (at: number) => item(nodes, at).phase === 'resolved';
  return readBy !== undefined && isResolved(index) && readBy.findLast((at) => !isResolved(at)) === undefined;
}

function dropOutputs(scope: ScopeState, index: number, { outputs }: Forgotten): void {
  const node = item(scope.nodes, index);
  for (const [key, output] of outputsOf(scope, index)) outputs.set(key, output);
  node.visits = node.visits.map(withoutOutput);
  if (node.each?.whole) node.each.whole = withoutOutput(node.each.whole);
}

function withoutOutput(record: VisitRecord): VisitRecord {
  if (record.status !== 'succeeded') return record;
  const { output: _, ...rest } = record;
  return rest;
}

function outputsOf({ id, nodes }: ScopeState, index: number): readonly (readonly [string, Json])[] {
  const { visits, each } = item(nodes, index);
  const all = [...visits.map((record) => [record.visit, record] as const), ['whole', each?.whole] as const];
  return all.flatMap(([name, record]) =>
    record?.status === 'succeeded' && record.output !== undefined
      ? [[`${id}/${index}/${name}`, record.output] as const]
      : [],
  );
}

/** All that a run knew in an earlier execution: what it does not know any more it has forgotten. */
export function forgottenSince({ scopes, frames }: RunState): Forgotten {
  const all = Object.values(scopes).flatMap((scope) =>
    scope.nodes.flatMap((_, index) => outputsOf(scope, index)),
  );
  return { scopes, frames, outputs: new Map(all) };
}

/** The state as it would be had nothing been forgotten. */
export function withForgotten(state: RunState, { scopes, frames, outputs }: Forgotten): RunState {
  const all = Object.entries({ ...scopes, ...state.scopes });
  const filled = all.map(
    ([id, scope]) => [id, outputs.size > 0 ? withOutputs(scope, outputs) : scope] as const,
  );
  const { resolved: _, ...known } = state;
  return { ...known, scopes: Object.fromEntries(filled), frames: { ...frames, ...known.frames } };
}

function withOutputs(scope: ScopeState, outputs: Forgotten['outputs']): ScopeState {
  const fill = (record: VisitRecord, key: string): VisitRecord => {
    const output = record.status === 'succeeded' ? (record.output ?? outputs.get(key)) : undefined;
    return record.status === 'succeeded' && output !== undefined ? { ...record, output } : record;
  };
  const nodes = scope.nodes.map((node, index) => {
    const key = `${scope.id}/${index}`;
    const { each } = node;
    return {
      ...node,
      visits: node.visits.map((record) => fill(record, `${key}/${record.visit}`)),
      ...(each && { each: { ...each, ...(each.whole && { whole: fill(each.whole, `${key}/whole`) }) } }),
    };
  });
  return { ...scope, nodes };
}

/** FG2. What compensates, or ends a scope, is itself never undone. */
function mayUndo(step: Step, scope: ScopeState): boolean {
  const role = scope.parent?.role;
  if (role === 'compensate' || role === 'finally') return false;
  if (scope.phase.is === 'over' && scope.phase.undone) return false;
  if (scope.undoable) return true;
  const { nodes } = scopePlan(step, scope);
  return scope.nodes.some(
    ({ visits }, index) =>
      item(nodes, index).compensate && visits.some(({ status }) => status === 'succeeded'),
  );
}

function holdOwner(step: Step, { parent }: ScopeState): void {
  if (parent) scopeState(step, parent.owner).undoable = true;
}

function takeOut(step: Step, scope: ScopeState, forgotten: Forgotten): void {
  if (scope.undoable) for (const inner of heldInside(step, scope)) takeOut(step, inner, forgotten);
  const { scopes, frames } = step.state;
  const { id } = scope;
  const frame = frames[id];
  if (frame) forgotten.frames[id] = frame;
  forgotten.scopes[id] = scope;
  unlink(step, scope);
  delete scopes[id];
  delete frames[id];
}

/** What was kept because it might have to be undone. */
function heldInside(step: Step, scope: ScopeState): readonly ScopeState[] {
  if (scope.items || scope.turns) return partsOf(step, scope);
  const children = scope.nodes.flatMap(({ visits }) => visits.flatMap(({ child }) => child ?? []));
  return children.map((child) => scopeState(step, child));
}

function unlink(step: Step, { id, parent }: ScopeState): void {
  if (!parent || parent.node < 0) return;
  const record = nodeState(step, parent).visits.findLast(({ child }) => child === id);
  delete record?.child;
}
