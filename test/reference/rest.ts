/** `rest: cancel` (S10): what a join that has fired withdraws. */
import { anyway, type GraphNode, type Leads, reach } from './graph.ts';
import { activeVisits, type Node } from './state.ts';
import { endUnstarted, stopVisit } from './visits.ts';

/** In the order of the text; what has not started gets a visit all the same. */
export function clearRest(node: Node): void {
  node.cleared = true;
  const withdrawn = restOf(node.scope.graph.nodes, node.graph);
  for (const other of node.scope.nodes.filter(({ graph }) => withdrawn.has(graph.name))) {
    const active = activeVisits(other);
    if (other.phase !== 'resolved' && active.length === 0) endUnstarted(other, { kind: 'withdrawn' });
    // S9: it is withdrawn when its visits have stopped; later edges start none.
    else if (other.phase === 'pending') Object.assign(other, { over: 'withdrawn', arrivals: [] });
    for (const visit of active) stopVisit(visit, 'withdrawn');
  }
}

/** Nodes all of whose ways on lead to the join, but never what it reads, nor what leads to that, nor what it leads to. */
function restOf(nodes: readonly GraphNode[], join: GraphNode): ReadonlySet<string> {
  const after = reach(nodes, join.name, anyway);
  const isRead = ({ name }: GraphNode) =>
    join.readings.some(({ from }) => reach(nodes, name, orBack).has(from));
  const leadsTo = ({ name }: GraphNode) => reach(nodes, name, ways).has(join.name);
  let rest = nodes.filter((node) => !after.has(node.name) && leadsTo(node) && !isRead(node));
  for (let size = -1; size !== rest.length; ) {
    size = rest.length;
    const names = new Set([join.name, ...rest.map(({ name }) => name)]);
    rest = rest.filter((node) => waysOn(nodes, node).every((name) => names.has(name)));
  }
  return new Set(rest.map(({ name }) => name));
}

/** What is read may come anew by a way back. */
const orBack: Leads = (node) => [...anyway(node), ...node.again.map(({ from }) => from)];

/** `again` edges included; reading is a way on; an edge that takes neither success nor a value is none. */
function waysOn(nodes: readonly GraphNode[], { name }: GraphNode): readonly string[] {
  return nodes.filter((node) => ways(node).includes(name)).map((node) => node.name);
}

const ways: Leads = ({ forward, again, readings }) => [
  ...[...forward, ...again].filter(({ on }) => on.has('success')).map(({ from }) => from),
  ...readings.map(({ from }) => from),
];
