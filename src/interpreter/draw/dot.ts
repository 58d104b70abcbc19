/** A plan as a picture: text for Graphviz. Owns the drawing. */
import type { Plan } from '../plan.ts';
import { type Picture, type PictureEdge, type PictureNode, pictureOf } from './picture.ts';

/** Blocks are clusters; references are dotted, the way back is bold, what undoes a node hangs on it without an arrow. */
export function toDot(plan: Plan): string {
  const picture = pictureOf(plan);
  const head = [
    'digraph {',
    `  label=${quoted(picture.title ?? picture.name)};`,
    '  compound=true; node [shape=box];',
  ];
  return [...head, ...contents(picture, '  '), '}', ''].join('\n');
}

function contents(
  { nodes = [], edges = [], finally: last }: Pick<Partial<Picture>, 'nodes' | 'edges' | 'finally'>,
  indent: string,
): readonly string[] {
  const blocks = new Map(nodes.map((node) => [node.id, node]));
  return [
    ...[...nodes, ...(last ? [last] : [])].flatMap((node) => drawWithUndoing(node, indent)),
    ...edges.map((edge) => `${indent}${drawEdge(edge, blocks)}`),
  ];
}

function drawWithUndoing(node: PictureNode, indent: string): readonly string[] {
  const { compensate: undo } = node;
  if (!undo) return drawNode(node, indent);
  const attributes = ['label="undone by"', 'style=dotted', 'dir=none', ...endsAt(node, undo)];
  return [
    ...drawNode(node, indent),
    ...drawNode(undo, indent),
    `${indent}${quoted(node.id)} -> ${quoted(undo.id)} [${attributes.join(', ')}];`,
  ];
}

function drawNode(node: PictureNode, indent: string): readonly string[] {
  const { id, name, kind } = node;
  if (!node.nodes) return [`${indent}${quoted(id)} [label=${quoted(`${name}\n${kind}`)}${shapeOf(node)}];`];
  return [
    `${indent}subgraph ${quoted(clusterOf(id))} {`,
    `${indent}  label=${quoted(`${name} (${kind})`)};`,
    // An edge to a cluster needs a node in it.
    `${indent}  ${quoted(id)} [shape=point, style=invis];`,
    ...contents(node, `${indent}  `),
    `${indent}}`,
  ];
}

function clusterOf(id: string): string {
  return `cluster_${id}`;
}

function shapeOf({ lane, kind }: PictureNode): string {
  if (kind === 'switch') return ', shape=diamond';
  if (lane === 'waiting') return ', shape=parallelogram';
  return lane === 'inline' ? ', style=rounded' : '';
}

function drawEdge({ from, to, kind, label }: PictureEdge, blocks: ReadonlyMap<string, PictureNode>): string {
  const words = [...(kind === 'unless' ? ['unless'] : []), ...label];
  const attributes = [
    ...(words.length === 0 ? [] : [`label=${quoted(words.join(', '))}`]),
    ...styleOf(kind),
    ...endsAt(blocks.get(from), blocks.get(to)),
  ];
  return `${quoted(from)} -> ${quoted(to)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
}

/** An edge of a block ends at the border of its cluster. */
function endsAt(from?: PictureNode, to?: PictureNode): readonly string[] {
  return [
    ...(from?.nodes ? [`ltail=${quoted(clusterOf(from.id))}`] : []),
    ...(to?.nodes ? [`lhead=${quoted(clusterOf(to.id))}`] : []),
  ];
}

function styleOf(kind: PictureEdge['kind']): readonly string[] {
  switch (kind) {
    case 'after':
      return [];
    case 'again':
      return ['style=bold', 'constraint=false'];
    case 'unless':
      return ['style=dashed'];
    case 'reads':
    case 'waits':
      return ['style=dotted'];
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
