/**
 * A scope of the model as a scope of the plan: indexes, edges, ends. Owns what of the graph stands in the plan.
 */
import type { EdgePlan, NodePlan, ScopePlan } from '../../plan.ts';
import { withdrawing, withdrawsRest } from '../graph/cancels.ts';
import { ends } from '../graph/ends.ts';
import type { Graphs, Link, ScopeGraph } from '../graph/link.ts';
import { regions } from '../graph/region.ts';
import type { Closing, Model, NodeModel, ScopeModel } from '../model.ts';
import { keepsWhole, usualShard } from '../resolve/splitting.ts';
import { cancelTargets } from '../resolve/targets.ts';
import { baseOf, type Place, workOf } from './node.ts';
import { runsOut, stoppedByEdges, stopsEarly } from './solo.ts';

interface Context {
  readonly graphs: Graphs;
  /** Nodes that a `cancel` names. */
  readonly targets: ReadonlySet<NodeModel>;
  readonly runCompletes: boolean;
}

/** @param graphs of a model without faults */
export function compileRun(model: Model, graphs: Graphs): ScopePlan {
  const { scope, closing } = model;
  const context = {
    graphs,
    targets: cancelTargets(model.nodes),
    runCompletes: closing.complete !== undefined,
  };
  return { ...compileScope(scope, context), ...ending(closing, context) };
}

function compileScope(scope: ScopeModel, context: Context): ScopePlan {
  const graph = context.graphs.get(scope);
  if (!graph) throw new Error(`the scope ${scope.path.join('.')} has not been linked`);
  const edges = compileEdges(graph);
  const { incoming, outgoing, guards } = adjacency(edges, scope.nodes.length);
  const cancels = cancelsByJoin(graph);
  const stopped = stoppedByEdges(edges, cancels);
  const early = stopsEarly(scope, context.runCompletes);
  const nodes = scope.nodes.map((node, index) => {
    const place: Place = {
      incoming: incoming[index] ?? [],
      outgoing: outgoing[index] ?? [],
      unless: guards[index] ?? [],
      cancels: cancels.get(index),
      solo: early || stopped.has(index) || context.targets.has(node) || runsOut(node),
    };
    return compileNode(node, place, context);
  });
  const undoable = nodes.some(isUndoable) && { undoable: true as const };
  return { nodes, edges, ...(scope.output && { output: scope.output }), ends: ends(graph), ...undoable };
}

/** How a scope ends (S13, S15, S16). */
function ending({ complete, letFinish, finally: last }: Closing, context: Context) {
  return {
    ...(complete && { complete }),
    ...(letFinish && { letFinish }),
    ...(last && { finally: compileScope(last, context) }),
  };
}

function isUndoable(node: NodePlan): boolean {
  return node.compensate !== undefined || ('scope' in node && node.scope.undoable === true);
}

function cancelsByJoin(graph: ScopeGraph): ReadonlyMap<number, readonly number[]> {
  const joins = graph.scope.nodes.filter(withdrawsRest);
  if (joins.length === 0) return new Map();
  const { of } = withdrawing(graph);
  return new Map(joins.map(({ index }) => [index, of(index)]));
}

function compileEdges(graph: ScopeGraph): readonly EdgePlan[] {
  const { of } = regions(graph);
  return graph.links.map((edge): EdgePlan => {
    const { from, to } = edge;
    switch (edge.kind) {
      case 'forward':
        return { kind: 'forward', from, to, ...taking(edge) };
      case 'again':
        return { kind: 'again', from, to, ...taking(edge), ...again(edge), ...of(edge) };
      case 'unless':
        return { kind: 'unless', from, to, ...taking(edge) };
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

function again({ entry }: Extract<Link, { entry: unknown }>) {
  return { max: entry.again?.max ?? 1, ...(entry.again?.finish === true && { finish: true as const }) };
}

function adjacency(edges: readonly EdgePlan[], size: number) {
  const incoming: number[][] = Array.from({ length: size }, () => []);
  const outgoing: number[][] = Array.from({ length: size }, () => []);
  const guards: number[][] = Array.from({ length: size }, () => []);
  edges.forEach((edge, index) => {
    outgoing[edge.from]?.push(index);
    if (edge.kind === 'unless') guards[edge.to]?.push(index);
    else if (edge.kind !== 'again') incoming[edge.to]?.push(index);
  });
  return { incoming, outgoing, guards };
}

function compileNode(node: NodeModel, place: Place, context: Context): NodePlan {
  const { fields } = node.texts;
  if (!fields) throw new Error(`${node.path.join('.')} has faults and cannot be compiled`);
  const undoing = node.compensate && { compensate: compileScope(node.compensate, context) };
  const base = { ...baseOf(node, place), ...undoing };
  const { inner, closing } = node;
  if (fields.kind !== 'do' && fields.kind !== 'map' && fields.kind !== 'repeat')
    return { ...base, ...workOf(node, fields), ...fields };
  if (!inner) throw new Error(`the block ${node.path.join('.')} has no scope`);
  const scope = compileScope(inner, context);
  const end = ending(closing, context);
  if (fields.kind === 'do') return { ...base, ...fields, scope: { ...scope, ...end } };
  if (fields.kind === 'map') {
    const map = { ...base, ...fields, scope, whole: wholeOf(end, scope) };
    if (keepsWhole(node) === undefined) return { ...map, shard: fields.shard ?? usualShard };
    const { shard: _, ...whole } = map;
    return whole;
  }
  const { finally: last, ...ofTurn } = end;
  return {
    ...base,
    ...fields,
    scope: { ...scope, ...ofTurn },
    whole: wholeOf(last && { finally: last }, scope),
  };
}

/** Around the items of a map or the turns of a loop there are no nodes, but an end. */
function wholeOf(end: Partial<ScopePlan> | undefined, { undoable }: ScopePlan): ScopePlan {
  return { nodes: [], edges: [], ends: [], ...end, ...(undoable && { undoable }) };
}
