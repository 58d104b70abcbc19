/**
 * The edges of every scope: from `after`, from references, from variables (S4). Owns which edges there are; what is
 * wrong with them is told by the rules.
 *
 * L1. Edges stand in the order of the text: by target; of one target first its entries, then its guards (`unless`), then
 *     required, then soft ones.
 * L2. Whether a soft edge is needed is decided over entries and required edges alone; then all are added.
 * L3. Between two `set` nodes that write the same variable no soft edge is made: they are ordered, or exclude each
 *     other, or race, which is a fault (S20).
 */
import type { RequiredEdge } from '../../plan.ts';
import { maxEdges } from '../limits.ts';
import type { EntryModel, Model, NodeModel, Read, ScopeModel } from '../model.ts';
import { outwards, scopesOf, standsIn } from '../model.ts';
import { addTo } from '../multimap.ts';
import { type Adjacency, forEachReach, reversed, topological } from './reach.ts';

interface LinkBase {
  readonly from: number;
  readonly to: number;
}
export type Link =
  | (LinkBase & { readonly kind: 'forward' | 'again' | 'unless'; readonly entry: EntryModel })
  | (LinkBase & { readonly kind: 'required'; readonly needs: RequiredEdge['needs']; readonly read: Read })
  /** `variable`: made by reading `vars`. */
  | (LinkBase & { readonly kind: 'soft'; readonly read: Read; readonly variable: boolean });

export interface ScopeGraph {
  readonly scope: ScopeModel;
  readonly links: readonly Link[];
  /** Over everything but `again` and `unless` edges, which order nothing. */
  readonly next: Adjacency;
  /** Topological; empty when the graph has a cycle. */
  readonly order: readonly number[];
  /** Strict and optional reads of nodes of this scope, by the node that reads or holds the reader. */
  readonly reads: readonly NodeRead[];
  readonly tooMany: boolean;
}

/** `reader` stands in the scope; `from` is the node, perhaps inside of it, whose text it is. */
export interface NodeRead {
  readonly reader: NodeModel;
  readonly source: NodeModel;
  readonly read: Read;
}

export type Graphs = ReadonlyMap<ScopeModel, ScopeGraph>;

export function link(model: Model): Graphs {
  const reads = readsByScope(model);
  const variables = variablesByScope(model);
  const scopes = scopesOf(model);
  return new Map(
    scopes.map((scope) => [scope, linkScope(scope, reads.get(scope) ?? [], variables.get(scope) ?? [])]),
  );
}

function readsByScope(model: Model): ReadonlyMap<ScopeModel, readonly NodeRead[]> {
  const found = new Map<ScopeModel, NodeRead[]>();
  for (const [node, read] of allReads(model)) {
    const source = read.node;
    if (!source) continue;
    const reader = standsIn(source.scope, node);
    if (reader) addTo(found, source.scope, { reader, source, read });
  }
  return found;
}

/** Every reference with the node that it belongs to; those of an edge's `when` and of an output only when they look out. */
function* allReads(model: Model): Generator<readonly [NodeModel, Read]> {
  for (const node of model.nodes) {
    for (const read of node.reads) yield [node, read];
    for (const entry of [...node.entries, ...node.guards]) {
      for (const read of entry.whenReads) if (read.node?.scope !== node.scope) yield [node, read];
    }
    if (!node.inner) continue;
    for (const read of node.inner.outputReads) if (read.node?.scope !== node.inner) yield [node, read];
  }
}

/** One variable seen from one scope: the nodes in which it is written and read. */
interface Variable {
  readonly writers: Set<NodeModel>;
  readonly readers: Map<NodeModel, Read>;
}

function variablesByScope(model: Model): ReadonlyMap<ScopeModel, readonly Variable[]> {
  const found = new Map<ScopeModel, Map<string, Variable>>();
  const at = (scope: ScopeModel, name: string): Variable => {
    const names = found.get(scope) ?? new Map<string, Variable>();
    found.set(scope, names);
    const variable = names.get(name) ?? { writers: new Set(), readers: new Map() };
    names.set(name, variable);
    return variable;
  };
  for (const node of model.nodes) {
    if (node.document.kind !== 'set') continue;
    for (const name of Object.keys(node.document.set)) {
      for (const [scope, inScope] of outwards(node)) at(scope, name).writers.add(inScope);
    }
  }
  for (const [node, read] of allReads(model)) {
    if (read.root !== 'vars') continue;
    for (const [scope, inScope] of outwards(node)) {
      const { readers } = at(scope, read.name);
      if (!readers.has(inScope)) readers.set(inScope, read);
    }
  }
  return new Map([...found].map(([scope, names]) => [scope, [...names.values()]]));
}

function linkScope(
  scope: ScopeModel,
  reads: readonly NodeRead[],
  variables: readonly Variable[],
): ScopeGraph {
  const hard: Link[][] = scope.nodes.map((node) => entryLinks(node));
  for (const required of requiredLinks(reads)) hard[required.to]?.push(required);
  const hardNext = nextOf(scope, hard.flat());
  const { order, rest } = topological(hardNext);
  const wanted = softWanted(reads, variables);
  const tooMany = wanted.length > maxEdges;
  const soft = rest.length > 0 || tooMany ? [] : softLinks(wanted, hardNext, order);
  const all = hard.map((links): Link[] => [...links]);
  for (const edge of soft) all[edge.to]?.push(edge);
  const links = all.flat();
  const next = soft.length === 0 ? hardNext : nextOf(scope, links);
  const whole = soft.length === 0 ? { order, rest } : topological(next);
  return { scope, links, next, order: whole.rest.length > 0 ? [] : whole.order, reads, tooMany };
}

function entryLinks(node: NodeModel): Link[] {
  const linked = (kind: 'forward' | 'again' | 'unless', entry: EntryModel): Link => ({
    kind,
    from: entry.source.index,
    to: node.index,
    entry,
  });
  const entries = node.entries.map((entry) => linked(entry.again ? 'again' : 'forward', entry));
  return [...entries, ...node.guards.map((guard) => linked('unless', guard))];
}

/** Whether the edge puts its target after its source. */
export function orders({ kind }: { readonly kind: Link['kind'] }): boolean {
  return kind !== 'again' && kind !== 'unless';
}

function nextOf(scope: ScopeModel, links: readonly Link[]): Adjacency {
  const next: number[][] = scope.nodes.map(() => []);
  for (const edge of links) if (orders(edge)) next[edge.from]?.push(edge.to);
  return next;
}

export function needsOf(field: Read['field']): RequiredEdge['needs'] {
  if (field === 'output' || field === 'outcome') return 'success';
  return field === 'error' ? 'error' : 'result';
}

type Required = Extract<Link, { kind: 'required' }>;

/** One edge for each need; any result is given by whatever satisfies another need. */
function requiredLinks(reads: readonly NodeRead[]): readonly Required[] {
  const byPair = new Map<string, Map<RequiredEdge['needs'], Required>>();
  for (const { reader, source, read } of reads) {
    if (read.optional) continue;
    const key = `${source.index}>${reader.index}`;
    const pair = byPair.get(key) ?? new Map<RequiredEdge['needs'], Required>();
    byPair.set(key, pair);
    const needs = needsOf(read.field);
    if (!pair.has(needs))
      pair.set(needs, { kind: 'required', from: source.index, to: reader.index, needs, read });
  }
  return [...byPair.values()].flatMap((pair) => {
    if (pair.size > 1) pair.delete('result');
    return [...pair.values()];
  });
}

type Soft = Extract<Link, { kind: 'soft' }>;

function softWanted(reads: readonly NodeRead[], variables: readonly Variable[]): readonly Soft[] {
  const wanted = new Map<string, Soft>();
  const want = (from: number, to: number, read: Read, variable: boolean): void => {
    const key = `${from}>${to}`;
    if (from !== to && !wanted.has(key)) wanted.set(key, { kind: 'soft', from, to, read, variable });
  };
  for (const { reader, source, read } of reads)
    if (read.optional) want(source.index, reader.index, read, false);
  for (const { writers, readers } of variables) {
    for (const [reader, read] of readers) {
      if (writers.has(reader)) continue; // L3
      for (const writer of writers) want(writer.index, reader.index, read, true);
      if (wanted.size > maxEdges) return [...wanted.values()];
    }
  }
  return [...wanted.values()];
}

/** L2: neither ordered already nor a loop. */
function softLinks(wanted: readonly Soft[], next: Adjacency, order: readonly number[]): readonly Soft[] {
  const bySource = new Map<number, Soft[]>();
  for (const edge of wanted) addTo(bySource, edge.from, edge);
  const sources = [...bySource.keys()];
  const dropped = new Set<Soft>();
  const drop = (source: number, reaches: (node: number) => boolean): void => {
    for (const edge of bySource.get(source) ?? []) if (reaches(edge.to)) dropped.add(edge);
  };
  forEachReach(next, order, sources, drop);
  forEachReach(reversed(next), [...order].reverse(), sources, drop);
  return wanted.filter((edge) => !dropped.has(edge));
}
