/**
 * What is known of nodes before the run: the outcomes they can have and the schemas of their outputs, flowing from
 * node to node through expressions. Owns the types of nodes; those of expressions are the facade's.
 *
 * T1. Never a false fault: what is not known, goes in a circle, or lies more than `maxDeep` readings away may be anything.
 * T2. Each node is looked at once; what is read in a circle is told by the order of the text.
 */
import { artifactSchema } from '../../artifact.ts';
import type { Catalogue } from '../../catalogue.ts';
import { type NodeType, resultSchema } from '../../expression/index.ts';
import { isObject, type Json, type JsonSchema } from '../../json.ts';
import type { DocumentOf, NodeDocument } from '../document/kinds.ts';
import type { NodeModel, ScopeModel } from '../model.ts';
import { isChosen } from './fields/work.ts';
import { type Sight, typesFor } from './reader.ts';

export function outcomesOf(document: NodeDocument): readonly string[] {
  if (document.kind === 'human') return document.outcomes ?? [];
  if (document.kind === 'receive') return eventsOf(document);
  return document.kind === 'switch' ? Object.keys(document.switch) : [];
}

/** With `any` the name of the event is the outcome. */
function eventsOf({ receive }: DocumentOf<'receive'>): readonly string[] {
  if (typeof receive === 'string') return [];
  return receive.any.map((awaited) => (typeof awaited === 'string' ? awaited : awaited.event));
}

type Schema = JsonSchema | undefined;

export interface NodeTypes {
  readonly of: (node: NodeModel) => NodeType;
  /** What a map runs for. */
  readonly item: (map: NodeModel) => Schema;
  /** What one item or one turn gives, or the block itself. */
  readonly inside: (block: NodeModel) => Schema;
}

export interface Sights {
  /** Of what stands in the scope. */
  readonly within: (scope: ScopeModel) => Sight;
  /** Of the node's own texts. */
  readonly at: (node: NodeModel) => Sight;
}

/** @returns `undefined` for a schema of which nothing is known */
export function nodeTypes(catalogue: Catalogue, sights: Sights): NodeTypes {
  const open = new Set<NodeModel>();
  const output = onceEach(open, (node) => outputOf(node, context));
  const item = onceEach(new Set(), (node) => itemOf(node, context));
  const inside = onceEach(new Set(), (node) => insideOf(node, context));
  const types: NodeTypes = {
    of: (node) => {
      const found = output(node);
      return { outcomes: node.outcomes, ...(found !== undefined && { output: found }) };
    },
    item,
    inside,
  };
  const context: Context = { catalogue, sights, types };
  return types;
}

interface Context {
  readonly catalogue: Catalogue;
  readonly sights: Sights;
  readonly types: NodeTypes;
}

const maxDeep = 100;

/** T1, T2. */
function onceEach(open: Set<NodeModel>, find: (node: NodeModel) => Schema): (node: NodeModel) => Schema {
  const known = new Map<NodeModel, Schema>();
  return (node) => {
    if (known.has(node)) return known.get(node);
    if (open.has(node) || open.size >= maxDeep) return undefined;
    open.add(node);
    const found = find(node);
    open.delete(node);
    known.set(node, found);
    return found;
  };
}

function outputOf(node: NodeModel, context: Context): Schema {
  const { document } = node;
  const once = onceOf(node, document, context);
  const each = document.kind !== 'broken' && document.join === 'each';
  return each ? listOf(once) : once;
}

/** What one visit gives. */
function onceOf(node: NodeModel, document: NodeDocument, context: Context): Schema {
  const { catalogue, types } = context;
  switch (document.kind) {
    case 'agent':
      return document.returns ?? { type: 'string' };
    case 'run':
      return runSchema(document);
    case 'tool':
      return document.returns ?? toolOutput(document, catalogue);
    case 'human':
      return document.quorum === undefined ? document.form : listOf(voteOf(document));
    case 'let':
      return valueOf(document.let, context.sights.at(node));
    case 'set':
      return setOf(document, context.sights.at(node));
    case 'workflow':
      return document.detach === true ? { type: 'string' } : document.returns;
    case 'receive':
      return document.returns;
    case 'do':
    case 'repeat':
      return endsOutside(node) ? undefined : types.inside(node);
    case 'map':
      return endsOutside(node) ? undefined : listOf(collected(document, types.inside(node)));
    case 'emit':
    case 'plan':
    case 'define':
    case 'cancel':
    case 'switch':
    case 'wait':
    case 'end':
    case 'fail':
    case 'broken':
      return undefined;
  }
}

function listOf(items: Schema): JsonSchema {
  return { type: 'array', items: items ?? true };
}

function record(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

function valueOf(value: Json, sight: Sight): JsonSchema {
  return resultSchema(value, (cel) => typesFor(cel, sight));
}

function runSchema(document: DocumentOf<'run'>): JsonSchema {
  const text = { type: 'string' };
  const { artifacts, returns } = document;
  const files =
    artifacts && record(Object.fromEntries(Object.keys(artifacts).map((name) => [name, artifactSchema])));
  return record({
    exit: { type: 'integer' },
    stdout: text,
    stderr: text,
    data: returns ?? true,
    ...(files && { artifacts: files }),
  });
}

/** Of tools to choose from, what all of them give. */
function toolOutput({ tool, tools }: DocumentOf<'tool'>, catalogue: Catalogue): Schema {
  const names = isChosen(tool) ? (tools ?? []) : [tool];
  const [first, ...others] = names.map(
    (name) => catalogue.tools.find((entry) => entry.name === name)?.output,
  );
  const same = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return same ? first : undefined;
}

/** R19 of the semantics: who answered what, in order of arrival. */
function voteOf({ form, outcomes }: DocumentOf<'human'>): JsonSchema {
  const text = { type: 'string' };
  return record({ by: text, outcome: outcomes ? { enum: outcomes } : text, value: form ?? true });
}

const isAdded = (value: Json): boolean => isObject(value) && Object.hasOwn(value, 'add');

/** What is appended is one item or the list, by the place of the node. */
function setOf({ set }: DocumentOf<'set'>, sight: Sight): JsonSchema {
  return record(
    Object.fromEntries(
      Object.entries(set).map(([name, value]) => [name, isAdded(value) ? true : valueOf(value, sight)]),
    ),
  );
}

function collected({ onItemError }: DocumentOf<'map'>, output: Schema): Schema {
  if (onItemError !== 'collect') return output;
  return record({ index: { type: 'integer' }, output: output ?? true, error: true });
}

function itemOf(map: NodeModel, { sights }: Context): Schema {
  const { document } = map;
  if (document.kind !== 'map' || document.more !== undefined) return undefined;
  const items = valueOf(document.map, sights.at(map));
  return isObject(items) && isSchema(items.items) ? items.items : undefined;
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value);
}

function insideOf({ inner, document }: NodeModel, { sights, types }: Context): Schema {
  if (!inner || inner.nodes.some(isEndOf)) return undefined;
  if ('output' in document && document.output !== undefined)
    return valueOf(document.output, sights.within(inner));
  // The ends of a scope are known when its edges are; until then every node may be one.
  return record(Object.fromEntries(inner.nodes.map((node) => [node.name, types.of(node).output ?? true])));
}

/** A node that gives its own scope an output. */
function isEndOf({ document }: NodeModel): boolean {
  return document.kind === 'end' && document.end !== null && document.scope === undefined;
}

/** Whether a node inside ends the block by its name, with an output of its own. */
function endsOutside({ name, inner }: NodeModel): boolean {
  const ends = ({ nodes }: ScopeModel): boolean =>
    nodes.some(
      ({ document, inner: deeper }) =>
        (document.kind === 'end' && document.end !== null && document.scope === name) ||
        (deeper !== undefined && ends(deeper)),
    );
  return inner !== undefined && ends(inner);
}
