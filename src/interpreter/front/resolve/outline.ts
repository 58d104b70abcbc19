/**
 * The outline of a model: scopes and nodes with their names and numbers, before any text is read. Owns the numbering
 * (P2, P3).
 */
import { outcomesOf } from './types.ts';
import type { NodeDocument, NodeDocuments } from '../document/kinds.ts';
import type { NodeModel, ScopeModel } from '../model.ts';
import type { Path } from '../path.ts';

export interface Outline {
  readonly scope: ScopeModel;
  readonly nodes: readonly NodeModel[];
}

export function outline(documents: NodeDocuments): Outline {
  const nodes: NodeModel[] = [];
  const scope = openScope('run', ['nodes']);
  fill(scope, documents, nodes);
  return { scope, nodes };
}

function openScope(role: ScopeModel['role'], path: Path, owner?: NodeModel): ScopeModel {
  return { role, path, nodes: [], byName: new Map(), outputReads: [], ...(owner && { owner }) };
}

function fill(scope: ScopeModel, documents: NodeDocuments, nodes: NodeModel[]): void {
  for (const [name, document] of Object.entries(documents))
    addNode(scope, name, document, [...scope.path, name], nodes);
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
    entries: [],
    reads: [],
    texts: {},
  };
  nodes.push(node);
  scope.nodes.push(node);
  scope.byName.set(name, node);
  if (document.kind === 'broken') return;
  if (document.kind === 'do') {
    node.inner = openScope('do', [...path, 'do'], node);
    fill(node.inner, document.do, nodes);
  }
  if (document.compensate) {
    const at = [...path, 'compensate'];
    node.compensate = openScope('compensate', at, node);
    addNode(node.compensate, 'compensate', document.compensate, at, nodes);
  }
}

/** How many nodes a document has, blocks and undoings counted in. */
export function countNodes(documents: NodeDocuments): number {
  let count = 0;
  for (const document of Object.values(documents)) {
    count++;
    if (document.kind === 'broken') continue;
    if (document.kind === 'do') count += countNodes(document.do);
    if (document.compensate) count += countNodes({ compensate: document.compensate });
  }
  return count;
}
