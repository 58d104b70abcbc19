/**
 * Which nodes may be stopped alone while their scope goes on, and hence need a group of their own. Owns the list of
 * reasons.
 */
import type { EdgePlan } from '../../plan.ts';
import type { NodeModel, ScopeModel } from '../model.ts';

/** Set back by a round, or withdrawn by a join that has fired. */
export function stoppedByEdges(
  edges: readonly EdgePlan[],
  cancels: ReadonlyMap<number, readonly number[]>,
): ReadonlySet<number> {
  const regions = edges.flatMap((edge) => (edge.kind === 'again' ? [edge.region] : []));
  return new Set([...regions, ...cancels.values()].flat());
}

/** Whether everything in the scope may be stopped while what is around it goes on. */
export function stopsEarly({ role, owner }: ScopeModel, runCompletes: boolean): boolean {
  if (role === 'run') return runCompletes;
  if (!owner || role === 'compensate' || role === 'finally') return false;
  if (owner.closing.complete) return true;
  const { document } = owner;
  return document.kind === 'map' && (document.onItemError ?? 'fail') !== 'fail';
}

/** Kinds whose `timeout` is a timer of the core; Temporal times the others. */
const timedByCore: ReadonlySet<string> = new Set([
  'agent',
  'human',
  'wait',
  'do',
  'map',
  'repeat',
  'receive',
]);

export function runsOut({ document, texts }: NodeModel): boolean {
  if (document.kind === 'human' && document.deadline !== undefined) return true;
  if (!('timeout' in document) || document.timeout === undefined) return false;
  return timedByCore.has(texts.fields?.kind ?? document.kind) || document.lock !== undefined;
}
