/** A plan for terminals and mails: each node with its ways on; what is inside of it and what undoes it, indented. Owns the layout. */
import type { Plan } from '../plan.ts';
import { type Picture, type PictureEdge, type PictureNode, pictureOf } from './picture.ts';

/** In the order of the text. */
export function toAscii(plan: Plan): string {
  return `${[plan.name, ...contents(pictureOf(plan), '  ')].join('\n')}\n`;
}

function contents(
  { nodes = [], edges = [], finally: last }: Pick<Partial<Picture>, 'nodes' | 'edges' | 'finally'>,
  indent: string,
): readonly string[] {
  return [...nodes, ...(last ? [last] : [])].flatMap((node) => drawNode(node, edges, indent));
}

function drawNode(node: PictureNode, edges: readonly PictureEdge[], indent: string): readonly string[] {
  const ways = edges.filter(({ from }) => from === node.id);
  return [
    `${indent}${node.name} (${node.kind})`,
    ...contents(node, `${indent}  | `),
    ...(node.compensate ? drawNode(node.compensate, [], `${indent}  | `) : []),
    ...ways.map((edge) => `${indent}  ${drawEdge(edge)}`),
  ];
}

const arrows = { after: '-->', again: '==>', unless: '--x', reads: '..>', waits: '..>' } as const;

function drawEdge({ to, kind, label }: PictureEdge): string {
  const name = to.slice(to.lastIndexOf('/') + 1);
  const words = [...label, ...remarks[kind]];
  return `${arrows[kind]} ${name}${words.length === 0 ? '' : ` [${words.join(', ')}]`}`;
}

const remarks: Readonly<Record<PictureEdge['kind'], readonly string[]>> = {
  after: [],
  again: [],
  unless: ['unless'],
  reads: ['read'],
  waits: ['waited for'],
};
