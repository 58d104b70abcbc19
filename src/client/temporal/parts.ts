/**
 * The parts of a run's maps (S14): they are runs of their own, of which nobody but Temporal knows the ids. Owns how they
 * are found from the run around; which item is in which part is the core's (`shards.ts`).
 */
import { openShards, shardOf } from '../../interpreter/core/shards.ts';
import { openStep } from '../../interpreter/core/step.ts';
import { partId } from '../../workflows/run-id.ts';
import type { Folded } from '../fold.ts';

/** Run ids of the parts under way: a program, tool or agent in each may suspend itself (S25), or end in doubt (S36). */
export function openParts(runId: string, { state }: Folded): readonly string[] {
  return openShards({ state }).map(([op]) => partId(runId, op));
}

/** Run id of the part under way that does the item in which this request would be. */
export function partAsking(runId: string, { plan, state }: Folded, request: string): string | undefined {
  const [op] = shardOf(openStep(plan, state, state.now), request) ?? [];
  return op === undefined ? undefined : partId(runId, op);
}
