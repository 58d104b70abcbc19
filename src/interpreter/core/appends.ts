/**
 * What items of a map and visits of `join: each` add to variables: collected while they run, and appended in their order
 * when the map, or the node, has succeeded (S20). Owns where it goes.
 */
import { frame } from './bindings.ts';
import type { Append, VisitRef } from './state.ts';
import { nodePlan, scopeState, type Step, visitOf } from './step.ts';

interface Collector {
  appends: Append[];
}

/** The item or visit that collects what this visit adds; undefined: it is appended at once. */
export function collectorOf(step: Step, at: VisitRef): Collector | undefined {
  if (nodePlan(step, at).join === 'each') return own(visitOf(step, at));
  return collectorAround(step, at.scope);
}

function collectorAround(step: Step, id: number): Collector | undefined {
  const scope = scopeState(step, id);
  const { parent } = scope;
  if (!parent || parent.role === 'frame') return undefined;
  if (parent.role === 'item') return own(scope);
  if (parent.node < 0 || parent.role === 'compensate') return collectorAround(step, parent.scope);
  return collectorOf(step, parent);
}

function own(holder: { appends?: Append[] }): Collector {
  const appends = (holder.appends ??= []);
  return { appends };
}

/** Hands on what was collected below: to the collector around, or to the variables. */
export function append(step: Step, scope: number, appends: readonly Append[]): void {
  if (appends.length === 0) return;
  const collector = collectorAround(step, scope);
  if (collector) {
    collector.appends.push(...appends);
    return;
  }
  const { vars } = frame(step, scope);
  for (const [name, value] of appends) {
    const before = vars[name];
    vars[name] = Array.isArray(before) ? [...before, value] : [value];
  }
}
