/**
 * Document → model: names become nodes, texts become templates, references are noted. Owns the order of reading; all
 * faults of names and expressions come from here.
 */
import type { Catalogue } from '../../catalogue.ts';
import type { JsonSchema } from '../../json.ts';
import type { Allowed } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import type { Assign } from '../document/keys.ts';
import type { Report } from '../faults.ts';
import {
  isShielded,
  type Model,
  type NodeModel,
  type Read,
  type ScopeModel,
  type VarModel,
} from '../model.ts';
import { assignmentOf } from './assign.ts';
import { readClosing } from './closing.ts';
import { readCommon } from './common.ts';
import { readEntries } from './entries.ts';
import { readFields } from './fields.ts';
import { handOver } from './hand-over.ts';
import { type Locals, localsIn, localsOf } from './locals.ts';
import { unknownNode, visibleNode } from './names.ts';
import { outline } from './outline.ts';
import { reader, type Sight, withoutNodes } from './reader.ts';
import { nodeTypes, type NodeTypes } from './types.ts';

export interface ResolveOptions {
  /** The bounds of a graph that is made while a run goes on. */
  readonly within?: Allowed | undefined;
  /** Who does the nodes of one run. */
  readonly assign?: Assign | undefined;
}

export function resolve(
  document: Document,
  catalogue: Catalogue,
  report: Report,
  options: ResolveOptions = {},
): Model {
  const { scope, nodes, closing } = outline(document);
  const context = contextOf(document, catalogue, nodes, report, options);
  for (const node of nodes) readNode(node, context);
  for (const node of nodes) if (node.inner) readOutput(node.inner, node, context);
  if (document.output !== undefined) {
    scope.output = reader(sightIn(scope, context), scope.outputReads).template(document.output, ['output']);
  }
  readClosing(document, closing, [], withoutNodes(sightIn(scope, context)), scope.outputReads);
  const outputOf = (node: NodeModel): JsonSchema | undefined => context.types.of(node).output;
  return {
    document,
    catalogue,
    scope,
    nodes,
    vars: readVars(document, context),
    outputOf,
    closing,
    within: options.within,
    submitted: options.assign,
  };
}

interface Context {
  readonly document: Document;
  readonly catalogue: Catalogue;
  readonly report: Report;
  readonly options: ResolveOptions;
  readonly everywhere: ReadonlyMap<string, NodeModel>;
  readonly vars: Readonly<Record<string, undefined>>;
  readonly types: NodeTypes;
  readonly sights: Map<ScopeModel, Sight>;
}

function contextOf(
  document: Document,
  catalogue: Catalogue,
  nodes: readonly NodeModel[],
  report: Report,
  options: ResolveOptions,
): Context {
  const everywhere = new Map(nodes.map((node) => [node.name, node]));
  // A value may change its type when it is set, so nothing is known of variables.
  const vars = Object.fromEntries(Object.keys(document.vars ?? {}).map((name) => [name, undefined]));
  const types = nodeTypes(catalogue, {
    within: (scope) => sightIn(scope, context),
    at: (node) => sightAt(node, context),
  });
  const context: Context = {
    document,
    catalogue,
    report,
    options,
    everywhere,
    vars,
    types,
    sights: new Map(),
  };
  return context;
}

/** What stands in a scope sees. */
function sightIn(scope: ScopeModel, context: Context): Sight {
  let sight = context.sights.get(scope);
  if (!sight) {
    sight = sightWith(scope, localsIn(scope, context.types), context);
    context.sights.set(scope, sight);
  }
  return sight;
}

function sightWith(scope: ScopeModel, locals: Locals | undefined, context: Context): Sight {
  const { document, report, vars, types } = context;
  return {
    report,
    vars,
    ...(document.input !== undefined && { input: document.input }),
    ...(locals && { locals }),
    node: (name) => visibleNode(scope, name),
    unknown: (name) => unknownNode(scope, name, context.everywhere),
    typeOf: types.of,
    blocks: types,
  };
}

/** What the node's own texts see. */
function sightAt(node: NodeModel, context: Context): Sight {
  const { scope, document } = node;
  if (document.kind === 'broken' || document.join !== 'each') return sightIn(scope, context);
  return sightWith(scope, localsOf(node, context.types), context);
}

function readNode(node: NodeModel, context: Context): void {
  const { document, scope } = node;
  if (document.kind === 'broken') return;
  const outside = sightIn(scope, context);
  const sight = sightAt(node, context);
  readCommon(node, document, sight);
  const defaults = context.document.defaults ?? {};
  const { catalogue, options } = context;
  const { within } = options;
  const fields = readFields(document, { node, sight, catalogue, defaults, within });
  const assignment = assignmentOf(node, context.document, options.assign);
  if (assignment) node.texts.assignment = assignment;
  if (fields)
    node.texts.fields = assignment
      ? handOver(fields, { to: assignment.to, title: node.texts.title, catalogue, defaults })
      : fields;
  if (document.kind === 'do' || document.kind === 'map' || document.kind === 'repeat')
    readClosing(document, node.closing, node.path, sight, node.reads);
  // What undoes a node has no edges; the rule `undoing` tells.
  if (isShielded(scope)) return;
  const { report } = context;
  const entries = {
    node,
    report,
    unknown: outside.unknown,
    readerInto: (reads: Read[]) => reader(outside, reads),
  };
  if (document.after !== undefined) node.entries.push(...readEntries('after', document.after, entries));
  if (document.unless !== undefined) node.guards.push(...readEntries('unless', document.unless, entries));
}

function readOutput(scope: ScopeModel, { path, document }: NodeModel, context: Context): void {
  if (!('output' in document) || document.output === undefined) return;
  scope.output = reader(sightIn(scope, context), scope.outputReads).template(document.output, [
    ...path,
    'output',
  ]);
}

/** Initial values see `input` and `run`, and nothing that is not there yet. */
function readVars(document: Document, context: Context): VarModel[] {
  const reads: Read[] = [];
  const sight: Sight = {
    report: context.report,
    vars: {},
    ...(document.input !== undefined && { input: document.input }),
    node: () => undefined,
    unknown: () => ({
      code: 'OST402',
      message: 'No node has run when `vars` is read.',
      hint: 'Use `input`, or write the variable with a `set` node.',
    }),
    typeOf: () => ({ outcomes: [] }),
    blocks: context.types,
  };
  const own = reader(sight, reads);
  return Object.entries(document.vars ?? {}).map(([name, value]) => {
    const path = ['vars', name];
    return { name, path, value: own.template(value, path) };
  });
}
