/**
 * What the parts of a run's maps ask (S14): they are runs of their own, of which nobody but Temporal knows the ids. Owns
 * how a question in a part is found from the run around, and the part from the question.
 */
import { openShards } from '../../interpreter/core/shards.ts';
import type { Operation } from '../../interpreter/core/state.ts';
import { partId } from '../../workflows/messages.ts';
import type { Folded } from '../fold.ts';

interface Part {
  readonly runId: string;
  /** What the paths of its items begin with. */
  readonly items: string;
  /** Index of its first item. */
  readonly from: number;
}

/** Parts under way: any program, tool or agent in them may suspend itself (S25), or end in doubt (S36). */
export function openParts(runId: string, { state }: Folded): readonly Part[] {
  return openShards({ state }).map(([op, operation]) => partOf(runId, op, operation));
}

/** The name of the operation is that of the map's visit, with `/shard.N`; a part's id is made of it. */
function partOf(runId: string, op: string, { visit: from }: Operation): Part {
  return { runId: partId(runId, op), items: `${op.slice(0, op.lastIndexOf('/'))}[`, from };
}

/** The part under way that does the item in which this request would be. */
export function partAsking(parts: readonly Part[], request: string): string | undefined {
  const around = parts.filter(({ items, from }) => from <= indexIn(request, items));
  return around.sort((a, b) => b.from - a.from)[0]?.runId;
}

/** -1 = in none of these items. */
function indexIn(request: string, items: string): number {
  return request.startsWith(items) ? Number.parseInt(request.slice(items.length), 10) : -1;
}
