/**
 * The graph of a checked document: nodes in the order of the text, their entries, and the edges that reading makes
 * (S1, S3, S4). Owns what can be known before a run; written from the rules alone.
 */
import type { Document } from '../../src/interpreter/index.ts';
import type { NodeDocument, NodeDocuments } from '../../src/interpreter/front/document/kinds.ts';
import type { After, AfterEntry, On, Unless } from '../../src/interpreter/front/document/keys.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { type Needs, type Reads, readsOf } from './reads.ts';

export type Cause = 'success' | 'error' | 'skipped' | 'cancelled' | 'exhausted';
export type KnownNode = Exclude<NodeDocument, { kind: 'broken' }>;

/** One entry of `after` or `unless`, written out. */
export interface Entry {
  readonly from: string;
  readonly on: ReadonlySet<Cause>;
  readonly errors?: readonly string[];
  readonly outcome?: string;
  readonly when?: string | boolean;
  readonly again?: { readonly max: number; readonly finish: boolean };
}
export interface Reading {
  readonly from: string;
  /** Absent: a soft edge. */
  readonly needs?: Needs;
  /** Made by a variable. */
  readonly ofVariable?: true;
}
export interface GraphNode {
  readonly name: string;
  /** Its place in the text; what is in a block stands behind it. */
  readonly order: number;
  readonly document: KnownNode;
  readonly forward: readonly Entry[];
  readonly again: readonly Entry[];
  readonly unless: readonly Entry[];
  readonly readings: readonly Reading[];
  /** What is in a block. */
  readonly inside?: Graph;
  /** Of a map and a loop: what is about all items or turns; no nodes. */
  readonly whole?: Graph;
  readonly compensate?: Graph;
}
export interface Graph {
  /** Behind its last node, and before what is in that. */
  readonly end: number;
  readonly nodes: readonly GraphNode[];
  readonly output?: Json;
  readonly complete?: Document['complete'];
  readonly onError?: 'cancel' | 'finish';
  readonly finally?: Graph;
}

type Keys = Pick<Document, 'output' | 'complete' | 'onError' | 'finally'>;
type Count = () => number;

export function graphOf(document: Document): Graph {
  let places = 0;
  return scopeOf(() => places++, document.nodes, document);
}

function scopeOf(count: Count, documents: NodeDocuments, keys: Keys): Graph {
  const nodes = nodesOf(count, documents);
  return { nodes, ...keysOf(count, keys), end: endOf(nodes) };
}

/** S21: behind the last node, and behind what is inside of that. */
function endOf(nodes: readonly GraphNode[]): number {
  const last = nodes.at(-1);
  return last?.inside?.end ?? (last?.order ?? 0) + 0.5;
}

function keysOf(
  count: Count,
  { output, complete, onError, finally: last }: Keys,
): Omit<Graph, 'nodes' | 'end'> {
  return {
    ...(output !== undefined && { output }),
    ...(complete !== undefined && { complete }),
    ...(onError !== undefined && { onError }),
    ...(last !== undefined && { finally: alone(count, 'finally', last) }),
  };
}

function nodesOf(count: Count, documents: NodeDocuments): readonly GraphNode[] {
  const nodes = Object.entries(documents).map(([name, document]) => bare(count, name, document));
  const reads = new Map(nodes.map((node) => [node.name, readsOf(node)]));
  const strict = nodes.map((node) => ({ ...node, readings: required(node, reads) }));
  return strict.map((node) => ({ ...node, readings: [...node.readings, ...soft(node, strict, reads)] }));
}

function alone(count: Count, name: string, document: NodeDocument): Graph {
  const nodes = [bare(count, name, document)];
  return { nodes, end: endOf(nodes) };
}

function bare(count: Count, name: string, document: NodeDocument): GraphNode {
  if (document.kind === 'broken') throw new Error(`the reference needs a checked document: ${name}`);
  const order = count();
  const entries = entriesOf(document.after);
  const undo = 'compensate' in document ? document.compensate : undefined;
  return {
    name,
    order,
    document,
    forward: entries.filter(({ again }) => again === undefined),
    again: entries.filter(({ again }) => again !== undefined),
    unless: entriesOf(document.unless),
    readings: [],
    ...blockOf(count, document),
    ...(undo && { compensate: alone(count, 'compensate', undo) }),
  };
}

/** S14: of a map all keys but `output` are about the whole; of a loop only `finally` is. */
function blockOf(count: Count, document: KnownNode): Pick<GraphNode, 'inside' | 'whole'> {
  switch (document.kind) {
    case 'do':
      return { inside: scopeOf(count, document.do, document) };
    case 'map': {
      const { output, ...whole } = document;
      const inside = scopeOf(count, document.nodes, output === undefined ? {} : { output });
      return { inside, whole: { ...scopeOf(count, {}, whole), end: inside.end } };
    }
    case 'repeat': {
      const { finally: last, ...turn } = document;
      const inside = scopeOf(count, document.nodes, turn);
      return { inside, whole: { ...scopeOf(count, {}, last ? { finally: last } : {}), end: inside.end } };
    }
    default:
      return {};
  }
}

function entriesOf(after: After | Unless | undefined): readonly Entry[] {
  if (after === undefined) return [];
  const list: readonly (string | AfterEntry)[] = Array.isArray(after) ? after : [after];
  return list.map((entry) => entryOf(typeof entry === 'string' ? short(entry) : entry));
}

/** `node` or `node.outcome`. */
function short(text: string): AfterEntry {
  const dot = text.indexOf('.');
  return dot < 0 ? { node: text } : { node: text.slice(0, dot), outcome: text.slice(dot + 1) };
}

function entryOf({ node, on, outcome, when, again }: AfterEntry): Entry {
  const errors = typeof on === 'object' && !Array.isArray(on) ? on.error : undefined;
  return {
    from: node,
    on: causesOf(on),
    ...(errors && { errors }),
    ...(outcome !== undefined && { outcome }),
    ...(when !== undefined && { when }),
    ...(again !== undefined && {
      again:
        typeof again === 'number'
          ? { max: again, finish: false }
          : { max: again.max, finish: again.running === 'finish' },
    }),
  };
}

/** S7: `success` unless stated; `always` is success, error and skipped. */
function causesOf(on: On | undefined): ReadonlySet<Cause> {
  if (on === undefined) return new Set(['success']);
  if (typeof on === 'object' && !Array.isArray(on)) return new Set(['error']);
  const list = typeof on === 'string' ? [on] : on;
  return new Set(
    list.flatMap((cause): Cause[] => (cause === 'always' ? ['success', 'error', 'skipped'] : [cause])),
  );
}

/** S4: a strict reading of a node of the same scope. */
function required(node: GraphNode, reads: ReadonlyMap<string, Reads>): readonly Reading[] {
  const made = (reads.get(node.name)?.nodes ?? [])
    .filter(({ name, optional }) => !optional && name !== node.name && reads.has(name))
    .map(({ name, needs }) => ({ from: name, needs }));
  return unique(made);
}

/** S4: an optional reading, and the reading of a variable, unless ordered already or a loop. */
function soft(
  node: GraphNode,
  nodes: readonly GraphNode[],
  reads: ReadonlyMap<string, Reads>,
): readonly Reading[] {
  const mine = reads.get(node.name);
  const named = (mine?.nodes ?? []).filter(({ optional }) => optional).map(({ name }) => ({ from: name }));
  const writers = nodes
    .filter(({ name }) => reads.get(name)?.writes.some((variable) => mine?.variables.includes(variable)))
    .map(({ name }) => ({ from: name, ofVariable: true as const }));
  const loose = ({ from }: Reading) =>
    from !== node.name &&
    reads.has(from) &&
    !reach(nodes, from, strictly).has(node.name) &&
    !reach(nodes, node.name, strictly).has(from);
  return unique([...named, ...writers].filter(loose));
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  return [...new Map(readings.map((reading) => [JSON.stringify(reading), reading])).values()];
}

export type Leads = (node: GraphNode) => readonly string[];
/** Names of the nodes that a node comes directly after, over `after` and required edges. */
export const strictly: Leads = ({ forward, readings }) => [
  ...forward.map(({ from }) => from),
  ...readings.filter(({ needs }) => needs !== undefined).map(({ from }) => from),
];
/** Also over soft edges. */
export const anyway: Leads = ({ forward, readings }) => [...forward, ...readings].map(({ from }) => from);

/** All that can be reached from a node, itself included. */
export function reach(nodes: readonly GraphNode[], start: string, before: Leads): ReadonlySet<string> {
  const reached = new Set([start]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const node of nodes) if (before(node).some((name) => reached.has(name))) reached.add(node.name);
  }
  return reached;
}

function isErrorHandler({ on }: Entry): boolean {
  return [...on].every((cause) => cause === 'error' || cause === 'exhausted');
}

/** S13: nodes from which nothing but error handlers leads on; reading counts. */
export function endsOf(graph: Graph): readonly GraphNode[] {
  const leadsOn = (name: string) =>
    graph.nodes.some(
      ({ forward, readings }) =>
        forward.some((entry) => entry.from === name && !isErrorHandler(entry)) ||
        readings.some(({ from }) => from === name),
    );
  return graph.nodes.filter(({ name }) => !leadsOn(name));
}
