/**
 * Opens scopes. Owns the names of what is inside (prefix, group); closing them is `closing.ts`.
 */
import type { Json, JsonObject } from '../json.ts';
import type { ScopePlan } from '../plan.ts';
import { createScope, type ScopeParent, type ScopeState, type VisitRef } from './state.ts';
import { loopPlan, lookAt, lookAtEnd, type Step, visitId, visitOf } from './step.ts';

/** The scope of a block, or the whole of a map or a loop, whose visit has just begun. */
export function openBlock(step: Step, at: VisitRef, plan: ScopePlan, role: 'do' | 'whole'): ScopeState {
  const visit = visitOf(step, at);
  const id = visitId(step, at);
  const parent: ScopeParent = { ...at, role, owner: at.scope };
  const scope = open(step, plan, `${id}/`, id, parent, visit.locals);
  visit.child = scope.id;
  return scope;
}

/** One item of a map or one turn of a loop, of which `whole` is the scope. */
export function openPart(
  step: Step,
  whole: ScopeState,
  role: 'item' | 'turn',
  index: number,
  locals: JsonObject,
): ScopeState {
  const { parent } = whole;
  if (!parent) throw new Error('a whole has a node');
  const id = `${visitId(step, parent)}[${index}]`;
  const { scope, node: at, visit } = parent;
  const around: ScopeParent = { scope, node: at, visit, role, owner: whole.id, index };
  whole.live++;
  return open(step, loopPlan(step, whole).scope, `${id}/`, id, around, { ...whole.locals, ...locals });
}

/** A graph that was made while the run went on, in the place of its node (S1: it sees nothing of the run around). */
export function openFrame(step: Step, at: VisitRef, plan: ScopePlan, input: Json): ScopeState {
  const id = visitId(step, at);
  const parent: ScopeParent = { ...at, role: 'frame', owner: at.scope };
  const scope = createScope(step.state.nextScope++, plan, `${id}/`, id, parent);
  step.state.frames[scope.id] = { at, scope: plan, input, vars: {} };
  step.state.scopes[scope.id] = scope;
  visitOf(step, at).child = scope.id;
  return scope;
}

/** The scope of one compensation, for the scope that is being undone. */
export function openCompensation(
  step: Step,
  at: VisitRef,
  plan: ScopePlan,
  owner: number,
  locals: JsonObject,
): ScopeState {
  const id = visitId(step, at);
  const { scope, node, visit } = at;
  const parent: ScopeParent = { scope, node, visit, role: 'compensate', owner };
  return open(step, plan, `${id}/`, `${id}/compensate`, parent, locals);
}

/** The `finally` of a scope: it sees what the scope sees. */
export function openFinally(step: Step, owner: ScopeState, plan: ScopePlan, locals: JsonObject): ScopeState {
  const parent: ScopeParent = { scope: owner.id, node: -1, visit: 0, role: 'finally', owner: owner.id };
  return open(step, plan, owner.prefix, `${owner.group}/finally`, parent, locals);
}

function open(
  step: Step,
  plan: ScopePlan,
  prefix: string,
  group: string,
  parent: ScopeParent,
  locals?: JsonObject,
): ScopeState {
  const scope = createScope(step.state.nextScope++, plan, prefix, group, parent, locals);
  step.state.scopes[scope.id] = scope;
  if (parent.role !== 'whole') enter(step, scope);
  return scope;
}

/** Everything that waits for nothing is looked at. */
export function enter(step: Step, scope: ScopeState): void {
  scope.nodes.forEach((node, index) => {
    if (node.open === 0) lookAt(step, { scope: scope.id, node: index });
  });
  lookAtEnd(step, scope);
}
