/**
 * What a node reads and writes, itself and all that is in it (S1, S4). Owns which texts count: not the `when` of an
 * edge, no `compensate`, no `finally`, no schema.
 */
import { analyse, type Reference, scan } from '../../src/interpreter/expression/index.ts';
import { type Json, isObject } from '../../src/interpreter/json.ts';
import type { GraphNode } from './graph.ts';

export type Needs = 'success' | 'error' | 'result';
export interface Reads {
  readonly nodes: readonly { readonly name: string; readonly optional: boolean; readonly needs: Needs }[];
  readonly variables: readonly string[];
  readonly writes: readonly string[];
}

const apart: ReadonlySet<string> = new Set(
  'kind after unless returns form compensate finally nodes do'.split(' '),
);

export function readsOf(node: GraphNode): Reads {
  const references = expressionsOf(node).flatMap((cel) => analyse(cel, { vars: {}, nodes: {} }).references);
  const own: Reads = {
    nodes: references.filter(({ root }) => root === 'nodes').map(readOf),
    variables: references.filter(({ root }) => root === 'vars').map(({ name }) => name),
    writes: node.document.kind === 'set' ? Object.keys(node.document.set) : [],
  };
  return join(
    [own, ...(node.inside?.nodes ?? []).map(readsOf)],
    new Set(node.inside?.nodes.map(({ name }) => name)),
  );
}

/** What inner nodes read of each other is theirs. */
function join(parts: readonly Reads[], inner: ReadonlySet<string>): Reads {
  return {
    nodes: parts.flatMap(({ nodes }) => nodes).filter(({ name }) => !inner.has(name)),
    variables: parts.flatMap(({ variables }) => variables),
    writes: parts.flatMap(({ writes }) => writes),
  };
}

function readOf({ name, optional, field }: Reference): Reads['nodes'][number] {
  return { name, optional, needs: needsOf(field) };
}

function needsOf(field: Reference['field']): Needs {
  switch (field) {
    case 'output':
    case 'outcome':
      return 'success';
    case 'error':
      return 'error';
    case 'status':
    case 'visits':
    case undefined:
      return 'result';
  }
}

function expressionsOf({ document }: GraphNode): readonly string[] {
  const texts = Object.entries(document).filter(([key]) => !apart.has(key));
  return [...conditionsOf(document), ...texts.flatMap(([, value]) => templatesOf(value as Json))];
}

/** Conditions stand without `${ }`. */
function conditionsOf(document: GraphNode['document']): readonly string[] {
  const found: (string | boolean | undefined)[] = [document.when];
  if (typeof document.join === 'object' && 'when' in document.join) found.push(document.join.when);
  if (document.kind === 'switch') found.push(...Object.values(document.switch));
  if (document.kind === 'repeat' && typeof document.repeat === 'object')
    found.push(document.repeat.while, document.repeat.until);
  if (document.kind === 'map') found.push(document.more?.until);
  if ('complete' in document && typeof document.complete === 'object' && 'when' in document.complete)
    found.push(document.complete.when);
  return found.flatMap((condition) =>
    typeof condition === 'string' && !condition.includes('${') ? [condition] : [],
  );
}

function templatesOf(value: Json): readonly string[] {
  if (typeof value === 'string') {
    const scanned = scan(value);
    return scanned.ok ? scanned.pieces.flatMap((piece) => (piece.kind === 'expr' ? [piece.cel] : [])) : [];
  }
  if (isObject(value)) return Object.values(value).flatMap(templatesOf);
  return Array.isArray(value) ? value.flatMap(templatesOf) : [];
}
