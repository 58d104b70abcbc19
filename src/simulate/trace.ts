/** The visits of a run that have ended, in the order of their ends. Owns their reading from the state. */
import type { RunState, ScopeState, VisitRecord } from '../interpreter/core/state.ts';
import { known, nodePlan, scopePlan, type Step } from '../interpreter/core/step.ts';
import type { NodePlan, Plan } from '../interpreter/plan.ts';

export interface EndedVisit {
  /** With the enclosing visits: `blk#1/x`. */
  readonly path: string;
  readonly visit: VisitRecord;
}

/** Visits whose end is the `since`-th or a later one; `since` counts from 0. */
export function newVisits(plan: Plan, state: RunState, since = 0): readonly EndedVisit[] {
  const step = reading(plan, state);
  const visits = Object.values(state.scopes).flatMap((scope: ScopeState) => {
    const { nodes } = scopePlan(step, scope);
    return scope.nodes.flatMap((node, index) =>
      node.visits
        .filter(({ end }) => end >= since)
        .map((visit) => ({ path: scope.prefix + (nodes[index]?.name ?? ''), visit })),
    );
  });
  return visits.sort((a, b) => a.visit.end - b.visit.end);
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
