/** Without its `again` entries the graph of a scope has no cycle (S3); a cycle is told with its path. */
import { maxDiagnostics, type Report } from '../faults.ts';
import { type Link, orders, type ScopeGraph } from '../graph/link.ts';
import { type Adjacency, reversed, topological } from '../graph/reach.ts';
import type { Rule } from './rule.ts';

export const acyclic: Rule = ({ graphs }, report) => {
  for (const graph of graphs.values()) if (graph.order.length === 0) tellCycles(graph, report);
};

/** One cycle for each knot of nodes that all wait for each other. */
function tellCycles(graph: ScopeGraph, report: Report): void {
  const back = reversed(graph.next);
  const left = new Set(knotted(graph, back));
  let told = 0;
  for (const start of left) {
    const cycle = shortestCycle(graph, start, left);
    if (!cycle) continue;
    tell(graph, cycle, report);
    // More are not shown, and each costs a walk over all edges.
    if (++told > maxDiagnostics) return;
    for (const node of together(graph.next, back, start, left)) left.delete(node);
  }
}

/** What is on a cycle or between two: behind some cycle, and before some cycle. */
function knotted({ next }: ScopeGraph, back: Adjacency): readonly number[] {
  const before = new Set(topological(back).rest);
  return topological(next).rest.filter((node) => before.has(node));
}

/** The way from `start` back to it, breadth first; its nodes in order, `start` once. */
function shortestCycle(
  { next }: ScopeGraph,
  start: number,
  within: ReadonlySet<number>,
): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const target of next[node] ?? []) {
      if (target === start) return wayTo(node, start, cameFrom);
      if (!within.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return undefined;
}

function wayTo(node: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [node];
  for (let at = node; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}

/** All that reaches `start` and is reached from it. */
function together(
  next: Adjacency,
  back: Adjacency,
  start: number,
  within: ReadonlySet<number>,
): readonly number[] {
  const ahead = spread(next, start, within);
  return [...spread(back, start, within)].filter((node) => ahead.has(node));
}

function spread(next: Adjacency, start: number, within: ReadonlySet<number>): ReadonlySet<number> {
  const reached = new Set([start]);
  for (const node of reached)
    for (const target of next[node] ?? []) if (within.has(target)) reached.add(target);
  return reached;
}

function tell({ scope, links }: ScopeGraph, cycle: readonly number[], report: Report): void {
  const [first = 0] = cycle;
  const last = cycle.at(-1) ?? first;
  const edge = links.find((each) => orders(each) && each.from === last && each.to === first);
  const names = shortened([...cycle, first]).map((index) =>
    typeof index === 'string' ? index : (scope.nodes[index]?.name ?? ''),
  );
  const message =
    cycle.length === 1
      ? `\`${names[0]}\` waits for itself.`
      : `These nodes wait for each other: ${names.join(' → ')}.`;
  report('OST303', placeOf(edge), message, hintFor(edge));
}

const namesShown = 20;

/** A long way is told by its beginning and its end. */
function shortened(way: readonly number[]): readonly (number | string)[] {
  if (way.length <= namesShown) return way;
  const half = namesShown / 2;
  return [...way.slice(0, half), `… (${way.length - namesShown} more) …`, ...way.slice(-half)];
}

function placeOf(edge: Link | undefined) {
  if (!edge) return { path: [] };
  return 'entry' in edge ? { path: edge.entry.path } : { path: edge.read.path, mark: edge.read };
}

function hintFor(edge: Link | undefined): string {
  if (edge && 'read' in edge) {
    return edge.read.root === 'vars'
      ? 'Say with `after` which one comes first.'
      : `If this is the way back of a loop, read what the last round gave: \`nodes.?${edge.read.name}…\`.`;
  }
  return 'If this is the way back of a loop, bound it: `{ node: …, again: 5 }`.';
}
