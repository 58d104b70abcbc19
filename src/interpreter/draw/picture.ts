/**
 * A plan as plain nodes and edges, for those who draw or list it. Owns the ids, the lanes and the words of the edges.
 */
import type {
  AgainEdge,
  EdgePlan,
  ForwardEdge,
  Kind,
  NodePlan,
  Plan,
  ScopePlan,
  UnlessEdge,
} from '../plan.ts';

/** Where a node is done: in the interpreter itself, by the worker that has the run, by activities, by a run of its own, by people or time, inside. */
export type Lane = 'inline' | 'local' | 'activity' | 'child' | 'waiting' | 'block';

export interface Picture {
  readonly name: string;
  readonly title?: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** What is done at the end in any case; it has no edges. */
  readonly finally?: PictureNode;
}
export interface PictureNode {
  /** With the blocks around it: `block/name`. */
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly lane: Lane;
  /** Of a block. */
  readonly nodes?: readonly PictureNode[];
  readonly edges?: readonly PictureEdge[];
  readonly finally?: PictureNode;
  /** What undoes the node; it has no edges. */
  readonly compensate?: PictureNode;
}
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  /** `reads` is made by a reference, `waits` by one behind `?` or by a variable: any result leads on. */
  readonly kind: 'after' | 'again' | 'unless' | 'reads' | 'waits';
  /** Under what condition; empty = success. */
  readonly label: readonly string[];
}

export function pictureOf(plan: Plan): Picture {
  return {
    name: plan.name,
    ...(plan.title !== undefined && { title: plan.title }),
    ...inside(plan.scope, ''),
  };
}

function inside(
  scope: ScopePlan,
  prefix: string,
): Pick<Picture, 'nodes' | 'edges'> & Pick<PictureNode, 'finally'> {
  return {
    nodes: scope.nodes.map((node) => nodeOf(node, prefix)),
    edges: scope.edges.map((edge) => edgeOf(edge, scope, prefix)),
    ...last(scope, prefix),
  };
}

function last({ finally: scope }: ScopePlan, prefix: string): Pick<PictureNode, 'finally'> {
  const only = scope?.nodes[0];
  return only ? { finally: nodeOf(only, prefix) } : {};
}

/** That of a map or loop is done for the whole. */
function block(node: NodePlan, id: string): Omit<PictureNode, 'id' | 'name' | 'kind' | 'lane'> {
  if (!('scope' in node)) return {};
  return { ...inside(node.scope, `${id}/`), ...('whole' in node && last(node.whole, `${id}/`)) };
}

function nodeOf(node: NodePlan, prefix: string): PictureNode {
  const { name, kind } = node;
  const id = prefix + name;
  const undo = node.compensate?.nodes[0];
  return {
    id,
    name,
    kind,
    lane: laneOf(node),
    ...block(node, id),
    ...(undo && { compensate: nodeOf(undo, `${id}/`) }),
  };
}

function laneOf(node: NodePlan): Lane {
  switch (node.kind) {
    case 'tool':
      return node.lane ?? 'activity';
    case 'let':
    case 'set':
    case 'switch':
    case 'cancel':
    case 'end':
    case 'fail':
      return 'inline';
    case 'agent':
    case 'run':
    case 'emit':
    case 'plan':
    case 'define':
      return 'activity';
    case 'workflow':
      return 'child';
    case 'human':
    case 'wait':
    case 'receive':
      return 'waiting';
    case 'do':
    case 'map':
    case 'repeat':
      return 'block';
  }
}

const kinds = {
  forward: 'after',
  again: 'again',
  unless: 'unless',
  required: 'reads',
  soft: 'waits',
} as const;

function edgeOf(edge: EdgePlan, { nodes }: ScopePlan, prefix: string): PictureEdge {
  const id = (index: number) => `${prefix}${nodes[index]?.name ?? ''}`;
  return { from: id(edge.from), to: id(edge.to), kind: kinds[edge.kind], label: labelOf(edge) };
}

function labelOf(edge: EdgePlan): readonly string[] {
  switch (edge.kind) {
    case 'forward':
    case 'unless':
      return conditionOf(edge);
    case 'again':
      return [...conditionOf(edge), `at most ${edge.max}`];
    case 'required':
      return edge.needs === 'error' ? ['error'] : edge.needs === 'result' ? ['any result'] : [];
    case 'soft':
      return [];
  }
}

/** What takes the edge, in words; empty = success. */
export function conditionOf({
  on,
  outcome,
  errors,
  when,
}: ForwardEdge | AgainEdge | UnlessEdge): readonly string[] {
  const causes = on.length === 1 && on[0] === 'success' ? [] : [on.join(' or ')];
  return [
    ...causes,
    ...(errors ? [errors.join(', ')] : []),
    ...(outcome === undefined ? [] : [outcome]),
    ...(when ? [`when ${when.cel}`] : []),
  ];
}
