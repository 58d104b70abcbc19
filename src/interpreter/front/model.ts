/**
 * The model: a document with its names resolved and its expressions read. What the rules look at and the compiler
 * makes the plan of. Owns the shapes and the walking; is filled by `resolve/`.
 */
import type { Catalogue } from '../catalogue.ts';
import type { Reference } from '../expression/index.ts';
import type { JsonSchema } from '../json.ts';
import type {
  Allowed,
  Cause,
  Complete,
  Expression,
  Join,
  LockPlan,
  NodeBase,
  NodePlan,
  Template,
  WorkBase,
} from '../plan.ts';
import type { Document } from './document/definition.ts';
import type { Assign } from './document/keys.ts';
import type { NodeDocument } from './document/kinds.ts';
import type { Path } from './path.ts';
import type { Assignment } from './resolve/assign.ts';

export interface Model {
  readonly document: Document;
  readonly catalogue: Catalogue;
  readonly scope: ScopeModel;
  /** All nodes in the order of the text, a block before what is in it; `finally` and `compensate` after that. */
  readonly nodes: readonly NodeModel[];
  readonly vars: readonly VarModel[];
  /** Schema of what a node gives, as far as it is known. */
  readonly outputOf: (node: NodeModel) => JsonSchema | undefined;
  readonly closing: Closing;
  /** Of a graph that is made while a run goes on. */
  readonly within: Allowed | undefined;
  /** Who does the nodes of this run, as it was said at submission. */
  readonly submitted: Assign | undefined;
}

/** How the run or a block ends (S13, S15, S16). */
export interface Closing {
  complete?: Complete;
  letFinish?: true;
  finally?: ScopeModel;
}

export interface VarModel {
  readonly name: string;
  readonly path: Path;
  readonly value: Template;
}

export interface ScopeModel {
  /** `item` of a map, `turn` of a repeat. */
  readonly role: 'run' | 'do' | 'item' | 'turn' | 'compensate' | 'finally';
  /** Of the mapping that holds the nodes; of an undoing, of its one node. */
  readonly path: Path;
  readonly nodes: NodeModel[];
  readonly byName: Map<string, NodeModel>;
  /** The block, or the node that is undone; absent for the run and its `finally`. */
  readonly owner?: NodeModel;
  /** The next scope outwards, whose names are seen. What ends a `do` stands in it, and sees its nodes. */
  readonly around?: ScopeModel;
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
  /** Of a block. */
  readonly closing: Closing;
  /** Of `after`. */
  readonly entries: EntryModel[];
  /** Of `unless`. */
  readonly guards: EntryModel[];
  /** References of the node's own texts, `when` included; not of its edges, its block, its undoing. */
  readonly reads: Read[];
  readonly texts: NodeTexts;
}

/** What has been read of a node's texts. */
export interface NodeTexts {
  assignment?: Assignment;
  title?: Template;
  when?: Expression;
  join?: Join;
  lock?: LockPlan;
  cacheKey?: Template;
  /** The fields of the plan that only this kind has; absent for a broken node. */
  fields?: NodeFields;
}
type FieldsOf<N> = N extends NodePlan ? Omit<N, keyof NodeBase | keyof WorkBase | 'scope' | 'whole'> : never;
/** Without what every kind has, and without the scopes of a block, which are compiled on their own. */
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
  readonly again?: { readonly max: number; readonly finish: boolean };
}

/** A reference in its place: `start` and `end` count from the start of the text at `path`. */
export interface Read extends Reference {
  readonly path: Path;
  /** Of `nodes`: the node that is meant; absent for one that is not there, which has been told. */
  readonly node?: NodeModel;
}

/** Undoing and tidying up: shielded, without edges to what is around, names of which are taken (S16). */
export function isShielded({ role }: ScopeModel): boolean {
  return role === 'compensate' || role === 'finally';
}

/**
 * The node of `scope` in which `node` stands: itself, or the block around it. Nothing when it stands elsewhere, or
 * when it undoes a node of the scope: undoing makes no edges (S16).
 */
export function standsIn(scope: ScopeModel, node: NodeModel): NodeModel | undefined {
  for (const [at, inScope] of outwards(node)) if (at === scope) return inScope;
  return undefined;
}

/** The node in its scope, the block around it in that block's scope, and so on; undoing ends the way. */
export function* outwards(node: NodeModel): Generator<readonly [ScopeModel, NodeModel]> {
  for (let at: NodeModel | undefined = node; at; at = isShielded(at.scope) ? undefined : at.scope.owner)
    yield [at.scope, at];
}

/** The scope and all scopes around it, from the inside out. */
export function* scopesAround(scope: ScopeModel): Generator<ScopeModel> {
  for (let at: ScopeModel | undefined = scope; at; at = at.around) yield at;
}

/** The scope of the undoing in which the scope lies, itself perhaps. */
export function shieldAround(scope: ScopeModel): ScopeModel | undefined {
  for (const at of scopesAround(scope)) if (isShielded(at)) return at;
  return undefined;
}

/** Every scope of the model: the run's, then those of blocks and undoings in the order of the text. */
export function scopesOf(model: Model): ScopeModel[] {
  const inner = model.nodes.flatMap((node) => [node.inner, node.closing.finally, node.compensate]);
  return [model.scope, ...inner, model.closing.finally].filter((scope) => scope !== undefined);
}

/** All that is read where the node stands: its own texts, the conditions of its edges, the output of its block. */
export function readsOf({ reads, entries, guards, inner }: NodeModel): readonly Read[] {
  const conditions = [...entries, ...guards].flatMap((entry) => entry.whenReads);
  return [...reads, ...conditions, ...(inner?.outputReads ?? [])];
}
