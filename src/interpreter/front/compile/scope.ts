/**
 * A scope of the model as a scope of the plan: indexes, edges, ends. Owns what of the graph stands in the plan.
 */
import type { EdgePlan, NodePlan, ScopePlan } from '../../plan.ts';
import type { Graphs, Link, ScopeGraph } from '../graph/link.ts';
import { regions } from '../graph/region.ts';
import type { NodeModel, ScopeModel } from '../model.ts';
import { milliseconds } from '../resolve/retry.ts';

/** @param graphs of a model without faults */
export function compileScope(scope: ScopeModel, graphs: Graphs): ScopePlan {
  const graph = graphs.get(scope);
  if (!graph) throw new Error(`the scope ${scope.path.join('.')} has not been linked`);
  const edges = compileEdges(graph);
  const { incoming, outgoing } = adjacency(edges, scope.nodes.length);
  const repeated = new Set(edges.flatMap((edge) => (edge.kind === 'again' ? edge.region : [])));
  const nodes = scope.nodes.map((node, index) =>
    compileNode(node, graphs, incoming[index] ?? [], outgoing[index] ?? [], repeated.has(index)),
  );
  const ends = scope.nodes.flatMap((_, index) =>
    (outgoing[index] ?? []).some((edge) => leadsOn(edges[edge])) ? [] : [index],
  );
  return { nodes, edges, ...(scope.output && { output: scope.output }), ends };
}

function compileEdges(graph: ScopeGraph): readonly EdgePlan[] {
  const { of } = regions(graph);
  return graph.links.map((edge) => {
    const { from, to } = edge;
    switch (edge.kind) {
      case 'forward':
        return { kind: 'forward', from, to, ...taking(edge) };
      case 'again':
        return { kind: 'again', from, to, ...taking(edge), max: edge.entry.again ?? 1, ...of(edge) };
      case 'required':
        return { kind: 'required', from, to, needs: edge.needs };
      case 'soft':
        return { kind: 'soft', from, to };
    }
  });
}

function taking({ entry }: Extract<Link, { entry: unknown }>) {
  const { on, errors, outcome, when } = entry;
  return { on, ...(errors && { errors }), ...(outcome !== undefined && { outcome }), ...(when && { when }) };
}

function adjacency(edges: readonly EdgePlan[], size: number) {
  const incoming: number[][] = Array.from({ length: size }, () => []);
  const outgoing: number[][] = Array.from({ length: size }, () => []);
  edges.forEach((edge, index) => {
    outgoing[edge.from]?.push(index);
    if (edge.kind !== 'again') incoming[edge.to]?.push(index);
  });
  return { incoming, outgoing };
}

/** Ends are nodes from which nothing leads on; the way to an error handler does not count (S13). */
function leadsOn(edge: EdgePlan | undefined): boolean {
  switch (edge?.kind) {
    case 'forward':
      return edge.on.some((cause) => cause !== 'error' && cause !== 'exhausted');
    case 'required':
      return edge.needs !== 'error';
    case 'soft':
      return true;
    case 'again':
    case undefined:
      return false;
  }
}

function compileNode(
  node: NodeModel,
  graphs: Graphs,
  incoming: readonly number[],
  outgoing: readonly number[],
  repeated: boolean,
): NodePlan {
  const { document, texts, inner, compensate } = node;
  const { fields, title, when } = texts;
  if (document.kind === 'broken' || !fields)
    throw new Error(`${node.path.join('.')} has faults and cannot be compiled`);
  const timeout = 'timeout' in document ? document.timeout : undefined;
  const base = {
    name: node.name,
    order: node.order,
    ...(title && { title }),
    join: document.join ?? 'live',
    ...(when && { when }),
    incoming,
    outgoing,
    ...(timeout !== undefined && { timeoutMs: milliseconds(timeout) }),
    ...(compensate && { compensate: compileScope(compensate, graphs) }),
    solo: repeated || (timeout !== undefined && coreTimed.has(document.kind)) || hasDeadline(node),
  };
  if (fields.kind !== 'do') return { ...base, ...fields };
  if (!inner) throw new Error(`the block ${node.path.join('.')} has no scope`);
  return { ...base, kind: 'do', scope: compileScope(inner, graphs) };
}

/** Kinds whose `timeout` is a timer of the core; Temporal times the others. */
const coreTimed: ReadonlySet<string> = new Set(['agent', 'human', 'wait', 'do']);

function hasDeadline({ document }: NodeModel): boolean {
  return document.kind === 'human' && document.deadline !== undefined;
}
