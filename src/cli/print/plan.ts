/** A plan as people read it: a row for each node, with where it is done, what it waits for and its limits. */
import type { Picture, PictureEdge, PictureNode } from '../../interpreter/draw/picture.ts';
import type { Join, NodePlan, Plan, RetryPlan, ScopePlan } from '../../interpreter/plan.ts';
import { bold, dim } from './style.ts';
import { table } from './table.ts';
import { spanText } from './time.ts';

export function planLines(plan: Plan, picture: Picture): readonly string[] {
  const { timeoutMs, parallel, cleanupMs, depth } = plan.limits;
  const limits = [
    `at most ${parallel} at once`,
    timeoutMs === undefined ? 'no time limit' : `at most ${spanText(timeoutMs)}`,
    `${spanText(cleanupMs)} to clean up`,
    ...(depth === undefined ? [] : [`runs nested at most ${depth} deep`]),
    ...endText(plan.scope),
  ];
  const head = ['node', 'kind', 'lane', 'starts', 'limits'].map(bold);
  return [
    `${plan.name}: ${limits.join(', ')}`,
    '',
    table([head, ...rows(plan.scope, picture, '')]),
    '',
    dim(`plan ${plan.hash}`),
  ];
}

function rows(
  scope: ScopePlan,
  picture: Pick<Picture, 'nodes' | 'edges'>,
  indent: string,
): readonly (readonly string[])[] {
  return scope.nodes.flatMap((node, index) => {
    const drawn = picture.nodes[index];
    if (!drawn) return [];
    const { nodes, edges } = drawn;
    const inner = 'scope' in node && nodes && edges ? rows(node.scope, { nodes, edges }, `${indent}  `) : [];
    return [row(node, drawn, picture.edges, indent), ...inner];
  });
}

function row(node: NodePlan, { id, kind, lane }: PictureNode, edges: readonly PictureEdge[], indent: string) {
  const ways = edges.filter(({ to }) => to === id).map(wayText);
  const starts = [
    ...(ways.some((way) => !way.startsWith('again')) ? joinText(node.join) : ['at once']),
    ...ways,
  ];
  return [`${indent}${node.name}`, kind, lane, starts.join('; '), limitsOf(node).join(', ')];
}

function wayText({ from, kind, label }: PictureEdge): string {
  const name = from.slice(from.lastIndexOf('/') + 1);
  const words = label.length === 0 ? '' : ` (${label.join(', ')})`;
  switch (kind) {
    case 'after':
      return `after ${name}${words}`;
    case 'again':
      return `again from ${name}${words}`;
    case 'unless':
      return `unless ${name}${words}`;
    case 'reads':
      return `reads ${name}${words}`;
    case 'waits':
      return `waits for ${name}`;
  }
}

function joinText(join: Join): readonly string[] {
  if (join === 'live') return [];
  if (typeof join === 'string') return [`join ${join}`];
  return ['count' in join ? `join ${join.count}` : `join when ${join.when.cel}`];
}

function limitsOf(node: NodePlan): readonly string[] {
  const { timeoutMs, lock, compensate } = node;
  return [
    ...(timeoutMs === undefined ? [] : [`at most ${spanText(timeoutMs)}`]),
    ...('retry' in node ? retryText(node.retry) : []),
    ...(node.kind === 'agent' ? [`${node.maxTurns} turns`] : []),
    ...(node.kind === 'map' && node.concurrency !== undefined ? [`${node.concurrency} items at once`] : []),
    ...(node.kind === 'map' && node.shard !== undefined ? [`in parts of ${node.shard} items`] : []),
    ...(node.kind === 'repeat' ? [`${node.max} turns`] : []),
    ...(node.kind === 'human' && node.deadline?.after !== undefined
      ? [`deadline ${spanText(node.deadline.after)}`]
      : []),
    ...(lock ? [`lock (${lock.scope})`] : []),
    ...('whole' in node ? endText(node.whole) : 'scope' in node ? endText(node.scope) : []),
    ...(compensate ? ['compensated'] : []),
  ];
}

/** When a block is done before all of it is, and what is run at its end. */
function endText({ complete, finally: last }: ScopePlan): readonly string[] {
  const done = complete && ('count' in complete ? `${complete.count}` : `when ${complete.when.cel}`);
  return [
    ...(done === undefined ? [] : [`complete ${done}`]),
    ...(last?.nodes ?? []).map(({ kind }) => `finally ${kind}`),
  ];
}

function retryText({ attempts, attemptTimeoutMs }: RetryPlan): readonly string[] {
  return [
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(attemptTimeoutMs === undefined ? [] : [`${spanText(attemptTimeoutMs)} each`]),
  ];
}
