/**
 * Two `set` nodes that can run at the same time do not write the same variable (S20): they are ordered, or they
 * exclude each other by different outcomes of one node.
 */
import type { Report } from '../faults.ts';
import { chances, type Chances } from '../graph/chances.ts';
import type { Graphs, ScopeGraph } from '../graph/link.ts';
import { forEachReach } from '../graph/reach.ts';
import type { Model, NodeModel, ScopeModel } from '../model.ts';
import { outwards, standsIn } from '../model.ts';
import { addTo } from '../multimap.ts';
import type { Rule } from './rule.ts';

export const setRaces: Rule = ({ model, graphs }, report) => {
  for (const [name, writers] of writersByVariable(model)) {
    if (writers.length > 1) checkVariable(name, writers, graphs, report);
  }
};

function writersByVariable(model: Model): ReadonlyMap<string, readonly NodeModel[]> {
  const writers = new Map<string, NodeModel[]>();
  for (const node of model.nodes) {
    if (node.document.kind !== 'set') continue;
    for (const name of Object.keys(node.document.set)) addTo(writers, name, node);
  }
  return writers;
}

/** Compared in every scope where two of them stand in different nodes; one race of a variable is told. */
function checkVariable(name: string, writers: readonly NodeModel[], graphs: Graphs, report: Report): void {
  for (const [scope, here] of writersByScope(writers)) {
    const graph = graphs.get(scope);
    const race = graph && here.size > 1 ? findRace(graph, here) : undefined;
    if (!race) continue;
    const [first, second] = race;
    const message = `\`${first.name}\` and \`${second.name}\` can run at the same time, and both write \`vars.${name}\`.`;
    const hint = `Order them: \`after: ${first.name}\` at \`${outermost(second, scope).name}\`; or use \`let\`, whose values are the node's own.`;
    report('OST311', { path: [...second.path, 'set', name], mark: 'key' }, message, hint);
    return;
  }
}

function outermost(node: NodeModel, scope: ScopeModel): NodeModel {
  return standsIn(scope, node) ?? node;
}

/** By the index of the node of each scope in which they stand; the first one of each node. */
function writersByScope(
  writers: readonly NodeModel[],
): ReadonlyMap<ScopeModel, ReadonlyMap<number, NodeModel>> {
  const found = new Map<ScopeModel, Map<number, NodeModel>>();
  for (const writer of writers) {
    for (const [scope, { index }] of outwards(writer)) {
      const here = found.get(scope) ?? new Map<number, NodeModel>();
      found.set(scope, here);
      if (!here.has(index)) here.set(index, writer);
    }
  }
  return found;
}

function findRace(
  graph: ScopeGraph,
  here: ReadonlyMap<number, NodeModel>,
): [NodeModel, NodeModel] | undefined {
  const sorted = graph.order.filter((index) => here.has(index));
  if (isRow(graph, sorted) && !sorted.some((index) => runsOn(graph, index))) return undefined;
  const position = new Map(sorted.map((index, at) => [index, at]));
  let run: Chances | undefined;
  let race: [NodeModel, NodeModel] | undefined;
  forEachReach(graph.next, graph.order, sorted, (earlier, reaches) => {
    if (race) return;
    const rivals = sorted
      .slice((position.get(earlier) ?? 0) + 1)
      .filter((later) => runsOn(graph, earlier) || !reaches(later));
    if (rivals.length > 0) run ??= chances(graph);
    const rival = rivals.find((later) => run && !exclude(run, earlier, later));
    if (rival !== undefined) race = inTextOrder(here.get(earlier), here.get(rival));
  });
  return race;
}

/** A block whose rest goes on while what comes after it starts. */
function runsOn({ scope }: ScopeGraph, index: number): boolean {
  return scope.nodes[index]?.closing.complete?.rest === 'keep';
}

/** Each is ordered before the next one, hence before all that follow. */
function isRow(graph: ScopeGraph, sorted: readonly number[]): boolean {
  let row = true;
  let at = 0;
  forEachReach(graph.next, graph.order, sorted, (_, reaches) => {
    const next = sorted[++at];
    if (next !== undefined && !reaches(next)) row = false;
  });
  return row;
}

function exclude({ choices, runs }: Chances, left: number, right: number): boolean {
  const both = choices.and([runs[left], runs[right]]);
  return both === undefined || both === choices.never;
}

function inTextOrder(
  left: NodeModel | undefined,
  right: NodeModel | undefined,
): [NodeModel, NodeModel] | undefined {
  if (!left || !right) return undefined;
  return left.order < right.order ? [left, right] : [right, left];
}
