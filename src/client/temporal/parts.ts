/**
 * What the parts of a run's maps ask (S14): they are runs of their own, of which nobody but Temporal knows the ids. Owns
 * how a question in a part is found from the run around, and the part from the question.
 */
import type { Operation } from '../../interpreter/core/state.ts';
import { loopPlan, openStep, scopeState } from '../../interpreter/core/step.ts';
import type { NodePlan, ScopePlan } from '../../interpreter/plan.ts';
import type { Folded } from '../fold.ts';

interface Part {
  readonly runId: string;
  /** What the paths of its items begin with. */
  readonly items: string;
  /** Index of its first item. */
  readonly from: number;
}

/** Parts under way in which something may be asked. */
export function askingParts(runId: string, { plan, state }: Folded): readonly Part[] {
  const step = openStep(plan, state, state.now);
  return Object.entries(state.ops)
    .filter(([, { is, scope }]) => is === 'shard' && mayAsk(loopPlan(step, scopeState(step, scope)).scope))
    .map(([op, operation]) => partOf(runId, op, operation));
}

/** The name of the operation is that of the map's visit, with `/shard.N`; a part's id is made of it (`workflows/shard.ts`). */
function partOf(runId: string, op: string, { visit: from }: Operation): Part {
  return { runId: `${runId}/${op}`, items: `${op.slice(0, op.lastIndexOf('/'))}[`, from };
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

/** What must be done once may end in doubt (S36). */
function mayAsk({ nodes, finally: last }: ScopePlan): boolean {
  return nodes.some(nodeMayAsk) || (last !== undefined && mayAsk(last));
}

function nodeMayAsk(node: NodePlan): boolean {
  switch (node.kind) {
    case 'run':
    case 'tool':
      return node.retry.doubt !== undefined;
    case 'agent':
      return node.tools.some(({ doubt }) => doubt !== undefined);
    case 'do':
      return mayAsk(node.scope);
    case 'map':
    case 'repeat':
      return mayAsk(node.scope) || mayAsk(node.whole);
    default:
      return false;
  }
}
