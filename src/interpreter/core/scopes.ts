/**
 * Opens scopes. Owns the names of what is inside (prefix, group); closing them is `closing.ts`.
 */
import type { JsonObject } from '../json.ts';
import type { ScopePlan } from '../plan.ts';
import { createScope, type NodeRef, type ScopeState } from './state.ts';
import { lookAt, lookAtEnd, type Step, visitId, visitOf } from './step.ts';

/** The scope of a block whose visit has just begun. */
export function openBlock(step: Step, at: NodeRef, plan: ScopePlan): void {
  const visit = visitOf(step, at);
  const id = visitId(step, at);
  const scope = createScope(step.state.nextScope++, plan, `${id}/`, id, {
    ...at,
    visit: visit.number,
    role: 'do',
    owner: at.scope,
  });
  visit.child = scope.id;
  enter(step, scope);
}

/** The scope of one compensation, for the scope that is being undone. */
export function openCompensation(
  step: Step,
  at: NodeRef & { readonly visit: number },
  plan: ScopePlan,
  owner: number,
  locals: JsonObject,
): ScopeState {
  const id = visitId(step, at, at.visit);
  const parent = { scope: at.scope, node: at.node, visit: at.visit, role: 'compensate', owner } as const;
  const scope = createScope(step.state.nextScope++, plan, `${id}/`, `${id}/compensate`, parent, locals);
  enter(step, scope);
  return scope;
}

/** Everything that waits for nothing is looked at. */
export function enter(step: Step, scope: ScopeState): void {
  step.state.scopes[scope.id] = scope;
  scope.nodes.forEach((node, index) => {
    if (node.open === 0) lookAt(step, { scope: scope.id, node: index });
  });
  lookAtEnd(step, scope);
}
