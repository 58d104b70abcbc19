/** The visits of a run that have ended, in the order of their ends. Owns their reading from the state. */
import type { RunState, ScopeState, VisitRecord } from '../interpreter/core/state.ts';
import { known, nodePlan, scopePlan, type Step } from '../interpreter/core/step.ts';
import type { NodePlan, Plan } from '../interpreter/plan.ts';

export interface EndedVisit {
  /** With the enclosing visits: `blk#1/x`. */
  readonly path: string;
  readonly visit: VisitRecord;
}

/** Every visit that has ended, in the order of the ends. */
export function endedVisits(plan: Plan, state: RunState): readonly EndedVisit[] {
  const step = reading(plan, state);
  return inOrder(Object.values(state.scopes).flatMap((scope) => visitsIn(step, scope, 0)));
}

/** Gives, each time, the visits that have ended since the time before; scopes that are over are not looked at again. */
export function followVisits(plan: Plan): (state: RunState) => readonly EndedVisit[] {
  let open: number[] = [];
  let nextScope = 0;
  let told = 0;
  return (state) => {
    while (nextScope < state.nextScope) open.push(nextScope++);
    if (state.ended === told) return [];
    const step = reading(plan, state);
    const scopes = open.flatMap((id) => state.scopes[id] ?? []);
    const since = told;
    told = state.ended;
    open = scopes.filter(({ phase }) => phase.is !== 'over').map(({ id }) => id);
    return inOrder(scopes.flatMap((scope) => visitsIn(step, scope, since)));
  };
}

function visitsIn(step: Step, scope: ScopeState, since: number): readonly EndedVisit[] {
  const { nodes } = scopePlan(step, scope);
  return scope.nodes.flatMap(({ visits }, index) => {
    // A node's visits stand in the order of their ends; a loop may have made very many.
    const first = visits.findLastIndex(({ end }) => end < since) + 1;
    if (first === visits.length) return [];
    const path = scope.prefix + (nodes[index]?.name ?? '');
    return visits.slice(first).map((visit) => ({ path, visit }));
  });
}

function inOrder(visits: readonly EndedVisit[]): readonly EndedVisit[] {
  return visits.toSorted((a, b) => a.visit.end - b.visit.end);
}

/** The node that an operation under way belongs to. */
export function nodeOf(plan: Plan, state: RunState, op: string): NodePlan {
  return nodePlan(reading(plan, state), known(state.ops[op], `operation ${op}`));
}

/** For looking only: the moment is not entered. */
function reading(plan: Plan, state: RunState): Step {
  return { plan, state, commands: [], tasks: [], nextTask: 0 };
}

/** `path#visit status`, and the outcome behind a colon. */
export function traceLine({ path, visit }: EndedVisit): string {
  const outcome = visit.status === 'succeeded' && visit.outcome !== undefined ? `:${visit.outcome}` : '';
  return `${path}#${visit.visit} ${visit.status}${outcome}`;
}
