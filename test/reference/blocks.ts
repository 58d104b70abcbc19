/** Blocks: what opens in them, and what their end makes of the node (S13, S14). */
import type { Action } from './closing.ts';
import type { KnownNode } from './graph.ts';
import { idOf, openScope, type Scope, type Visit } from './state.ts';
import { endVisit } from './visits.ts';
type Of<K extends KnownNode['kind']> = Extract<KnownNode, { kind: K }>;

export function openBlock(visit: Visit, document: Of<'do' | 'map' | 'repeat'>): void {
  const { scope, graph } = visit.node;
  const inside = graph.inside;
  if (!inside) throw new Error(`${graph.name} has nothing inside`);
  const place = { run: scope.run, prefix: `${idOf(visit)}/`, owner: visit, outer: scope };
  if (document.kind === 'do') visit.inside = openScope({ ...place, graph: inside });
  else throw new Error('later');
}

/** What can happen with a block of which the inside is over. */
export function blockStep(visit: Visit): Action | undefined {
  const { inside } = visit;
  if (inside?.stage !== 'over') return undefined;
  return () => endBlock(visit, inside);
}

function endBlock(visit: Visit, { verdict }: Scope): void {
  if (verdict?.kind === 'succeeded')
    endVisit(visit, { kind: 'outcome', ...(verdict.output !== undefined && { output: verdict.output }) });
  else if (verdict) endVisit(visit, verdict);
}
