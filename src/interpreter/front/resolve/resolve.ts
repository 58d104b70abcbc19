/**
 * Document → model: names become nodes, texts become templates, references are noted. Owns the order of reading; all
 * faults of names and expressions come from here.
 */
import type { Catalogue } from '../../catalogue.ts';
import type { NodeType } from '../../expression/index.ts';
import type { JsonSchema } from '../../json.ts';
import type { Document } from '../document/definition.ts';
import type { Report } from '../faults.ts';
import type { Model, NodeModel, Read, ScopeModel, VarModel } from '../model.ts';
import { undoes } from '../model.ts';
import { readEntries } from './entries.ts';
import { readFields } from './fields.ts';
import { unknownNode, visibleNode } from './names.ts';
import { outline } from './outline.ts';
import { reader, type Reader, type Sight } from './reader.ts';
import { outputSchemaOf } from './types.ts';

export function resolve(document: Document, catalogue: Catalogue, report: Report): Model {
  const { scope, nodes } = outline(document.nodes);
  const context = contextOf(document, catalogue, nodes, report);
  for (const node of nodes) readNode(node, context);
  for (const node of nodes) if (node.inner) readOutput(node.inner, node, context);
  if (document.output !== undefined) {
    scope.output = reader(sightOf(scope, context), scope.outputReads).template(document.output, ['output']);
  }
  return { document, catalogue, scope, nodes, vars: readVars(document, context) };
}

interface Context {
  readonly document: Document;
  readonly catalogue: Catalogue;
  readonly report: Report;
  readonly everywhere: ReadonlyMap<string, NodeModel>;
  readonly vars: Readonly<Record<string, undefined>>;
  readonly types: Map<NodeModel, NodeType>;
}

function contextOf(
  document: Document,
  catalogue: Catalogue,
  nodes: readonly NodeModel[],
  report: Report,
): Context {
  const everywhere = new Map(nodes.map((node) => [node.name, node]));
  // A value may change its type when it is set, so nothing is known of variables.
  const vars = Object.fromEntries(Object.keys(document.vars ?? {}).map((name) => [name, undefined]));
  return { document, catalogue, report, everywhere, vars, types: new Map() };
}

function sightOf(scope: ScopeModel, context: Context): Sight {
  const { document, report, vars } = context;
  return {
    report,
    vars,
    ...(document.input !== undefined && { input: document.input }),
    ...(undoes(scope) && { locals: { error: undefined } }),
    node: (name) => visibleNode(scope, name),
    unknown: (name) => unknownNode(scope, name, context.everywhere),
    typeOf: (node) => typeOf(node, context),
  };
}

function typeOf(node: NodeModel, { types, catalogue }: Context): NodeType {
  let type = types.get(node);
  if (!type) {
    const output: JsonSchema | undefined = outputSchemaOf(node.document, catalogue);
    type = { outcomes: node.outcomes, ...(output !== undefined && { output }) };
    types.set(node, type);
  }
  return type;
}

function readNode(node: NodeModel, context: Context): void {
  const { document, texts } = node;
  if (document.kind === 'broken') return;
  const sight = sightOf(node.scope, context);
  const own: Reader = reader(sight, node.reads);
  if (document.title !== undefined) texts.title = own.template(document.title, [...node.path, 'title']);
  if (document.when !== undefined) texts.when = own.condition(document.when, [...node.path, 'when']);
  const defaults = context.document.defaults ?? {};
  const fields = readFields(document, { node, reader: own, catalogue: context.catalogue, defaults });
  if (fields) texts.fields = fields;
  // What undoes a node has no edges; the rule `undoing` tells.
  if (document.after === undefined || node.scope.role === 'compensate') return;
  const entries = readEntries(document.after, {
    node,
    report: context.report,
    unknown: sight.unknown,
    readerInto: (reads) => reader(sight, reads),
  });
  node.entries.push(...entries);
}

function readOutput(scope: ScopeModel, block: NodeModel, context: Context): void {
  const { document } = block;
  if (document.kind !== 'do' || document.output === undefined) return;
  const path = [...block.path, 'output'];
  scope.output = reader(sightOf(scope, context), scope.outputReads).template(document.output, path);
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
  };
  const own = reader(sight, reads);
  return Object.entries(document.vars ?? {}).map(([name, value]) => {
    const path = ['vars', name];
    return { name, path, value: own.template(value, path) };
  });
}
