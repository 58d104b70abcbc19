/** Which edges of a definition its tests have taken. Owns what counts as an edge, and its name. */
import type { EdgePlan, NodePlan, Plan, ScopePlan } from '../interpreter/plan.ts';

export interface Coverage {
  readonly taken: number;
  readonly all: number;
  /** Edges that no case has taken, in the order of the text. */
  readonly missing: readonly string[];
}

/** Reads that order a node are edges too; those that wait for any result (`?`) lead on always and do not count. */
export function coverageOf(plan: Plan, taken: ReadonlySet<EdgePlan>): Coverage {
  const edges = edgesOf(plan.scope, '').filter(({ edge }) => edge.kind !== 'soft');
  const missing = edges.filter(({ edge }) => !taken.has(edge)).map(({ name }) => name);
  return { taken: edges.length - missing.length, all: edges.length, missing };
}

function edgesOf(scope: ScopePlan, prefix: string): readonly { edge: EdgePlan; name: string }[] {
  const own = scope.edges.map((edge) => ({ edge, name: nameOf(edge, scope, prefix) }));
  const inner = scope.nodes.flatMap((node) =>
    scopesIn(node).flatMap((inside) => edgesOf(inside, `${prefix}${node.name}/`)),
  );
  return [...own, ...inner];
}

function scopesIn(node: NodePlan): readonly ScopePlan[] {
  switch (node.kind) {
    case 'do':
    case 'map':
    case 'repeat':
      return [node.scope];
    default:
      return [];
  }
}

/** `review.revise -> draft (again)` */
function nameOf(edge: EdgePlan, { nodes }: ScopePlan, prefix: string): string {
  const [from, to] = [edge.from, edge.to].map((index) => `${prefix}${nodes[index]?.name ?? '?'}`);
  return `${from}${conditionOf(edge)} -> ${to}${remark(edge)}`;
}

function conditionOf(edge: EdgePlan): string {
  if (edge.kind === 'required' || edge.kind === 'soft') return '';
  if (edge.outcome !== undefined) return `.${edge.outcome}`;
  const causes = edge.on.filter((cause) => cause !== 'success');
  return causes.length === 0 ? '' : ` on ${edge.on.join(', ')}`;
}

function remark(edge: EdgePlan): string {
  switch (edge.kind) {
    case 'forward':
      return edge.when ? ` (when ${edge.when.cel})` : '';
    case 'again':
      return ' (again)';
    case 'unless':
      return ' (unless)';
    case 'required':
    case 'soft':
      return ' (read)';
  }
}
