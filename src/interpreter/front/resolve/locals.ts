/**
 * The names that only some places see: `item`, `turn`, `edge`, `error` … (S9, S13, S14, S16).
 * Owns which place sees which, and what is known of their types.
 */
import type { JsonSchema } from '../../json.ts';
import type { NodeDocument } from '../document/kinds.ts';
import type { NodeModel, ScopeModel } from '../model.ts';

/** `undefined` = anything; a function is asked when the name is read. */
export type Known = JsonSchema | undefined | (() => JsonSchema | undefined);
export type Locals = Readonly<Record<string, Known>>;

/** What is known of the inside of blocks. */
export interface BlockTypes {
  /** Of a map: what it runs for. */
  readonly item: (map: NodeModel) => JsonSchema | undefined;
  /** Of a loop: what a turn gives. */
  readonly inside: (block: NodeModel) => JsonSchema | undefined;
}

const text = { type: 'string' };
const number = { type: 'integer' };

/** Only these fields: another one is misspelt. */
function record(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

const edge = record({ from: text, output: true, outcome: text });
export const joinLocals: Locals = { join: record({ taken: number, dead: number, open: number }) };
export const completeLocals: Locals = {
  ends: record({ total: number, succeeded: number, failed: number, open: number }),
};
export const eventLocals: Locals = { event: record({ name: text, key: text, data: true }) };

/** What the nodes of a scope see, from the inside out; an inner name hides an outer one. */
export function localsIn(scope: ScopeModel | undefined, types: BlockTypes): Locals | undefined {
  if (!scope) return undefined;
  const outer = localsIn(scope.around, types);
  const own = ownLocals(scope, types);
  return own && outer ? { ...outer, ...own } : (own ?? outer);
}

const unknown = (): undefined => undefined;
const nothingKnown: BlockTypes = { item: unknown, inside: unknown };

/** Only the names of what the nodes of a scope see. */
export function localNamesIn(scope: ScopeModel): ReadonlySet<string> {
  return new Set(Object.keys(localsIn(scope, nothingKnown) ?? {}));
}

/** What the texts of the node itself see: with `join: each` also the edge that it runs for. */
export function localsOf(node: NodeModel, types: BlockTypes): Locals | undefined {
  const outer = localsIn(node.scope, types);
  return runsForEach(node.document) ? { ...outer, edge } : outer;
}

/** The names that a scope adds: of a block also those of its node. */
function ownLocals({ role, owner }: ScopeModel, types: BlockTypes): Locals | undefined {
  if (role === 'compensate' || role === 'finally') return { error: undefined };
  if (!owner) return undefined;
  const { document } = owner;
  const each = runsForEach(document) ? { edge } : undefined;
  if (document.kind === 'map') return { ...each, [nameOf(document)]: () => types.item(owner), index: number };
  if (document.kind === 'repeat') return { ...each, ...turnLocals(owner, document, types) };
  return each;
}

/** `turn` itself, as the node of the loop sees it in `while` and `until`. */
export function turnLocals(
  node: NodeModel,
  document: Extract<NodeDocument, { kind: 'repeat' }>,
  types: BlockTypes,
): Locals {
  return { [nameOf(document)]: () => record({ index: number, last: types.inside(node) ?? true }) };
}

/** The name that `as` gives, or the usual one. */
export function nameOf(document: Extract<NodeDocument, { kind: 'map' | 'repeat' }>): string {
  return document.as ?? (document.kind === 'map' ? 'item' : 'turn');
}

function runsForEach(document: NodeDocument): boolean {
  return document.kind !== 'broken' && document.join === 'each';
}
