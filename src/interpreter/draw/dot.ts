/** A plan as a picture: text for Graphviz. Owns the drawing. */
import type { Plan } from '../plan.ts';
import { type Picture, type PictureEdge, type PictureNode, pictureOf } from './picture.ts';

/** Blocks are clusters; references are dotted, the way back is bold. */
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
  { nodes = [], edges = [] }: Pick<Partial<Picture>, 'nodes' | 'edges'>,
  indent: string,
): readonly string[] {
  const blocks = new Map(nodes.map((node) => [node.id, node]));
  return [
    ...nodes.flatMap((node) => drawNode(node, indent)),
    ...edges.map((edge) => `${indent}${drawEdge(edge, blocks)}`),
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
  const ends = [
    ...(blocks.get(from)?.nodes ? [`ltail=${quoted(clusterOf(from))}`] : []),
    ...(blocks.get(to)?.nodes ? [`lhead=${quoted(clusterOf(to))}`] : []),
  ];
  const words = [...(kind === 'unless' ? ['unless'] : []), ...label];
  const attributes = [
    ...(words.length === 0 ? [] : [`label=${quoted(words.join(', '))}`]),
    ...styleOf(kind),
    ...ends,
  ];
  return `${quoted(from)} -> ${quoted(to)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
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
