/**
 * The model: a document with its names resolved and its expressions read. What the rules look at and the compiler
 * makes the plan of. Owns the shapes and the walking; is filled by `resolve/`.
 */
import type { Catalogue } from '../catalogue.ts';
import type { Reference } from '../expression/index.ts';
import type { Cause, Expression, NodePlan, Template } from '../plan.ts';
import type { Document } from './document/definition.ts';
import type { NodeDocument } from './document/kinds.ts';
import type { Path } from './path.ts';

export interface Model {
  readonly document: Document;
  readonly catalogue: Catalogue;
  readonly scope: ScopeModel;
  /** All nodes in the order of the text, a block before what is in it. */
  readonly nodes: readonly NodeModel[];
  readonly vars: readonly VarModel[];
}

export interface VarModel {
  readonly name: string;
  readonly path: Path;
  readonly value: Template;
}

export interface ScopeModel {
  readonly role: 'run' | 'do' | 'compensate';
  /** Of the mapping that holds the nodes. */
  readonly path: Path;
  readonly nodes: NodeModel[];
  readonly byName: Map<string, NodeModel>;
  /** The block, or the node that is undone. */
  readonly owner?: NodeModel;
  output?: Template;
  readonly outputReads: Read[];
}

export interface NodeModel {
  readonly name: string;
  readonly path: Path;
  /** In its scope. */
  readonly index: number;
  /** In the plan (P3). */
  readonly order: number;
  readonly scope: ScopeModel;
  readonly document: NodeDocument;
  readonly outcomes: readonly string[];
  readonly inner?: ScopeModel;
  readonly compensate?: ScopeModel;
  readonly entries: EntryModel[];
  /** References of the node's own texts, `when` included; not of its edges, its block, its undoing. */
  readonly reads: Read[];
  readonly texts: NodeTexts;
}

/** What has been read of a node's texts. */
export interface NodeTexts {
  title?: Template;
  when?: Expression;
  /** The fields of the plan that only this kind has; absent for a broken node. */
  fields?: NodeFields;
}
type FieldsOf<N> = N extends NodePlan ? Omit<N, keyof Shared> : never;
type Shared = {
  [K in
    | 'name'
    | 'order'
    | 'title'
    | 'join'
    | 'when'
    | 'incoming'
    | 'outgoing'
    | 'timeoutMs'
    | 'compensate'
    | 'solo']: never;
} & { scope: never };
/** Without the scope of a block, which is compiled on its own. */
export type NodeFields = FieldsOf<NodePlan>;

export interface EntryModel {
  /** In the document. */
  readonly path: Path;
  readonly source: NodeModel;
  readonly on: readonly Cause[];
  readonly errors?: readonly string[];
  readonly outcome?: string;
  readonly when?: Expression;
  readonly whenReads: readonly Read[];
  readonly again?: number;
}

/** A reference in its place: `start` and `end` count from the start of the text at `path`. */
export interface Read extends Reference {
  readonly path: Path;
  /** Of `nodes`: the node that is meant; absent for one that is not there, which has been told. */
  readonly node?: NodeModel;
}

/**
 * The node of `scope` in which `node` stands: itself, or the block around it. Nothing when it stands elsewhere, or
 * when it undoes a node of the scope: undoing makes no edges (S16).
 */
export function standsIn(scope: ScopeModel, node: NodeModel): NodeModel | undefined {
  for (let at: NodeModel | undefined = node; at; at = at.scope.owner) {
    if (at.scope === scope) return at;
    if (at.scope.role === 'compensate') return undefined;
  }
  return undefined;
}

/** The scope and all scopes around it, from the inside out. */
export function* scopesAround(scope: ScopeModel): Generator<ScopeModel> {
  for (let at: ScopeModel | undefined = scope; at; at = at.owner?.scope) yield at;
}

/** Whether the scope is one of undoing, or lies inside of one. */
export function undoes(scope: ScopeModel): boolean {
  for (const at of scopesAround(scope)) if (at.role === 'compensate') return true;
  return false;
}

/** Every scope of the model: the run's, then those of blocks and undoings in the order of the text. */
export function scopesOf(model: Model): ScopeModel[] {
  const inner = model.nodes.flatMap((node) =>
    [node.inner, node.compensate].filter((scope) => scope !== undefined),
  );
  return [model.scope, ...inner];
}
