/**
 * Takes out of the state what nothing can read any more. Owns when a scope that is over may go; called between events by
 * whoever keeps the state for long.
 *
 * FG1. Nothing that happens depends on it: with and without, every event gives the same commands.
 * FG2. A scope stays while something in it, or inside of it, may still have to be compensated.
 */
import type { Plan } from '../plan.ts';
import { partsOf } from './settling.ts';
import type { RunState, ScopeState } from './state.ts';
import { item, nodeState, scopePlan, scopeState, type Step } from './step.ts';

/** What was taken out, by scope; a reader of whole runs puts it back. */
export type Forgotten = Pick<RunState, 'scopes' | 'frames'>;

export function forget(plan: Plan, state: RunState): Forgotten {
  const forgotten: Forgotten = { scopes: {}, frames: {} };
  if (state.over.length === 0) return forgotten;
  const step: Step = { plan, state, commands: [], tasks: [], nextTask: 0 };
  // A scope is over after all that is inside of it.
  for (const id of state.over) {
    const scope = scopeState(step, id);
    if (mayUndo(step, scope)) holdOwner(step, scope);
    else takeOut(step, scope, forgotten);
  }
  state.over = [];
  // What is over has nothing more to look at.
  state.agenda = state.agenda.filter(({ scope }) => !forgotten.scopes[scope]);
  return forgotten;
}

/** The state as it would be had nothing been forgotten. */
export function withForgotten(state: RunState, { scopes, frames }: Forgotten): RunState {
  return { ...state, scopes: { ...scopes, ...state.scopes }, frames: { ...frames, ...state.frames } };
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
