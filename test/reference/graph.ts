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
  readonly document: KnownNode;
  readonly forward: readonly Entry[];
  readonly again: readonly Entry[];
  readonly unless: readonly Entry[];
  readonly readings: readonly Reading[];
  /** What is in a block. */
  readonly inside?: Graph;
  readonly compensate?: Graph;
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly output?: Json;
  readonly complete?: Document['complete'];
  readonly onError?: 'cancel' | 'finish';
  readonly finally?: Graph;
}

export function graphOf(document: Document): Graph {
  return { nodes: nodesOf(document.nodes), ...wholeOf(document) };
}

/** The keys of a scope: of the run, of a `do`; of a `map` and a `repeat` they are about the whole. */
export function wholeOf(
  of: Pick<Document, 'output' | 'complete' | 'onError' | 'finally'>,
): Omit<Graph, 'nodes'> {
  return {
    ...(of.output !== undefined && { output: of.output }),
    ...(of.complete !== undefined && { complete: of.complete }),
    ...(of.onError !== undefined && { onError: of.onError }),
    ...(of.finally !== undefined && { finally: alone('finally', of.finally) }),
  };
}

function nodesOf(documents: NodeDocuments): readonly GraphNode[] {
  const nodes = Object.entries(documents).map(([name, document]) => bare(name, document));
  const reads = new Map(nodes.map((node) => [node.name, readsOf(node)]));
  const strict = nodes.map((node) => ({ ...node, readings: required(node, reads) }));
  return strict.map((node) => ({ ...node, readings: [...node.readings, ...soft(node, strict, reads)] }));
}

function alone(name: string, document: NodeDocument): Graph {
  return { nodes: [bare(name, document)] };
}

function bare(name: string, document: NodeDocument): GraphNode {
  if (document.kind === 'broken') throw new Error(`the reference needs a checked document: ${name}`);
  const entries = entriesOf(document.after);
  const undo = 'compensate' in document ? document.compensate : undefined;
  const inside = insideOf(document);
  return {
    name,
    document,
    forward: entries.filter(({ again }) => again === undefined),
    again: entries.filter(({ again }) => again !== undefined),
    unless: entriesOf(document.unless),
    readings: [],
    ...(inside && { inside }),
    ...(undo && { compensate: alone('compensate', undo) }),
  };
}

function insideOf(document: KnownNode): Graph | undefined {
  switch (document.kind) {
    case 'do':
      return { nodes: nodesOf(document.do), ...wholeOf(document) };
    case 'map':
    case 'repeat':
      return {
        nodes: nodesOf(document.nodes),
        ...(document.output !== undefined && { output: document.output }),
      };
    default:
      return undefined;
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
