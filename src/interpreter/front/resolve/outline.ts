/**
 * The outline of a model: scopes and nodes with their names and numbers, before any text is read. Owns the numbering
 * (P2, P3).
 */
import type { Document } from '../document/definition.ts';
import { blockKeys, type BlockKind, type NodeDocument, type NodeDocuments } from '../document/kinds.ts';
import type { Closing, NodeModel, ScopeModel } from '../model.ts';
import type { Path } from '../path.ts';
import { outcomesOf } from './types.ts';

export interface Outline {
  readonly scope: ScopeModel;
  readonly nodes: readonly NodeModel[];
  readonly closing: Closing;
}

export function outline(document: Pick<Document, 'nodes' | 'finally'>): Outline {
  const nodes: NodeModel[] = [];
  const scope = openScope('run', ['nodes']);
  fill(scope, document.nodes, nodes);
  const closing: Closing = {};
  if (document.finally) closing.finally = alone('finally', document.finally, ['finally'], nodes, scope);
  return { scope, nodes, closing };
}

function openScope(role: ScopeModel['role'], path: Path, around?: ScopeModel, owner?: NodeModel): ScopeModel {
  return {
    role,
    path,
    nodes: [],
    byName: new Map(),
    outputReads: [],
    ...(around && { around }),
    ...(owner && { owner }),
  };
}

function fill(scope: ScopeModel, documents: NodeDocuments, nodes: NodeModel[]): void {
  for (const [name, document] of Object.entries(documents))
    addNode(scope, name, document, [...scope.path, name], nodes);
}

/** A scope of one node, which is named as what it does. */
function alone(
  role: 'compensate' | 'finally',
  document: NodeDocument,
  path: Path,
  nodes: NodeModel[],
  around: ScopeModel,
  owner?: NodeModel,
): ScopeModel {
  const scope = openScope(role, path, around, owner);
  addNode(scope, role, document, path, nodes);
  return scope;
}

function addNode(
  scope: ScopeModel,
  name: string,
  document: NodeDocument,
  path: Path,
  nodes: NodeModel[],
): void {
  const node: { -readonly [K in keyof NodeModel]: NodeModel[K] } = {
    name,
    path,
    index: scope.nodes.length,
    order: nodes.length,
    scope,
    document,
    outcomes: outcomesOf(document),
    closing: {},
    entries: [],
    guards: [],
    reads: [],
    texts: {},
  };
  nodes.push(node);
  scope.nodes.push(node);
  scope.byName.set(name, node);
  if (document.kind === 'broken') return;
  const block = blockOf(document);
  if (block) {
    node.inner = openScope(block.role, [...path, block.key], scope, node);
    fill(node.inner, block.nodes, nodes);
    const around = block.role === 'do' ? node.inner : scope;
    if (block.finally)
      node.closing.finally = alone('finally', block.finally, [...path, 'finally'], nodes, around, node);
  }
  if (document.compensate)
    node.compensate = alone('compensate', document.compensate, [...path, 'compensate'], nodes, scope, node);
}

interface Block {
  readonly role: 'do' | 'item' | 'turn';
  readonly key: (typeof blockKeys)[BlockKind];
  readonly nodes: NodeDocuments;
  readonly finally?: NodeDocument;
}

const roles = { do: 'do', map: 'item', repeat: 'turn' } as const;

function blockOf(document: NodeDocument): Block | undefined {
  if (document.kind !== 'do' && document.kind !== 'map' && document.kind !== 'repeat') return undefined;
  return {
    role: roles[document.kind],
    key: blockKeys[document.kind],
    nodes: document.kind === 'do' ? document.do : document.nodes,
    ...(document.finally && { finally: document.finally }),
  };
}

/** How many nodes a document has, blocks and undoings counted in. */
export function countNodes(document: Pick<Document, 'nodes' | 'finally'>): number {
  return countAll([...Object.values(document.nodes), document.finally]);
}

function countAll(documents: readonly (NodeDocument | undefined)[]): number {
  let count = 0;
  for (const document of documents) {
    if (!document) continue;
    count++;
    if (document.kind === 'broken') continue;
    const block = blockOf(document);
    if (block) count += countAll([...Object.values(block.nodes), block.finally]);
    count += countAll([document.compensate]);
  }
  return count;
}
