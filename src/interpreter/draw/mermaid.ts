/** A plan as a picture: the text of a Mermaid flow chart. Owns the drawing. */
import type { EdgePlan, NodePlan, Plan, ScopePlan } from '../plan.ts';
import { conditionOf } from './picture.ts';

/**
 * Nodes with their kinds, `after` as solid arrows, references as dotted ones, the way back with its bound. What undoes
 * a node hangs on it without an arrow; what is done at the end stands alone.
 */
export function toMermaid(plan: Plan): string {
  return ['flowchart TD', ...drawScope(plan.scope, '', '  '), ''].join('\n');
}

function drawScope(
  scope: ScopePlan,
  prefix: string,
  indent: string,
  last: ScopePlan | undefined = scope.finally,
): readonly string[] {
  const nodes = [...scope.nodes, ...(last?.nodes ?? [])];
  const edges = scope.edges.map((edge) => `${indent}${drawEdge(edge, scope, prefix)}`);
  return [...nodes.flatMap((node) => drawWithUndoing(node, prefix, indent)), ...edges];
}

function drawWithUndoing(node: NodePlan, prefix: string, indent: string): readonly string[] {
  const undo = node.compensate?.nodes[0];
  if (!undo) return drawNode(node, prefix, indent);
  const inner = `${prefix}${node.name}.`;
  return [
    ...drawNode(node, prefix, indent),
    ...drawNode(undo, inner, indent),
    `${indent}${idOf(node, prefix)} -.-${label(['undone by'])} ${idOf(undo, inner)}`,
  ];
}

function drawNode(node: NodePlan, prefix: string, indent: string): readonly string[] {
  const id = idOf(node, prefix);
  if (!('scope' in node)) return [`${indent}${id}${shapeOf(node)}`];
  const last = 'whole' in node ? node.whole.finally : node.scope.finally;
  const inner = drawScope(node.scope, `${prefix}${node.name}.`, `${indent}  `, last);
  return [`${indent}subgraph ${id}["${titleOf(node)}"]`, ...inner, `${indent}end`];
}

/** A `do` runs once, hence its name alone. */
function titleOf(node: Extract<NodePlan, { scope: ScopePlan }>): string {
  switch (node.kind) {
    case 'do':
      return node.name;
    case 'map':
      return `${node.name}: for each ${node.as}`;
    case 'repeat':
      return `${node.name}: at most ${node.max} times`;
  }
}

/** Dots of the path would end an id, and words like `end` are taken. */
function idOf(node: NodePlan | undefined, prefix: string): string {
  return `n_${prefix.replaceAll('.', '__')}${node?.name ?? ''}`;
}

function shapeOf({ name, kind }: NodePlan): string {
  const label = `"${name}<br/>${kind}"`;
  switch (kind) {
    case 'human':
    case 'receive':
      return `[/${label}/]`;
    case 'emit':
      return `[\\${label}\\]`;
    case 'workflow':
    case 'plan':
    case 'define':
      return `[[${label}]]`;
    case 'switch':
      return `{${label}}`;
    case 'wait':
    case 'end':
    case 'fail':
    case 'cancel':
      return `([${label}])`;
    case 'agent':
    case 'run':
    case 'tool':
    case 'let':
    case 'set':
    case 'do':
    case 'map':
    case 'repeat':
      return `[${label}]`;
  }
}

function drawEdge(edge: EdgePlan, scope: ScopePlan, prefix: string): string {
  const from = idOf(scope.nodes[edge.from], prefix);
  const to = idOf(scope.nodes[edge.to], prefix);
  switch (edge.kind) {
    case 'forward':
      return `${from} -->${label(conditionOf(edge))} ${to}`;
    case 'again':
      return `${from} ==>${label([...conditionOf(edge), `again ${edge.max}`])} ${to}`;
    case 'unless':
      return `${from} --x${label(conditionOf(edge))} ${to}`;
    case 'required':
    case 'soft':
      return `${from} -.-> ${to}`;
  }
}

function label(words: readonly string[]): string {
  return words.length === 0 ? '' : `|"${words.join(', ').replaceAll('"', '#quot;').replaceAll('\n', ' ')}"|`;
}
