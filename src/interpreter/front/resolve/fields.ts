/**
 * The fields of the plan that only one kind of node has, read off its texts. Owns the way from each kind's keys to its
 * plan; edges, joins and blocks are made elsewhere.
 */
import type { Catalogue } from '../../catalogue.ts';
import { isObject, type Json } from '../../json.ts';
import type { AgentTool, Deadline, Expression, ModelRef, Template } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import type { DocumentOf, NodeDocument } from '../document/kinds.ts';
import { parseModel } from '../document/model-name.ts';
import { defaultMaxTurns } from '../limits.ts';
import type { NodeFields, NodeModel } from '../model.ts';
import { scopesAround } from '../model.ts';
import type { Path } from '../path.ts';
import { effectOf } from './effects.ts';
import type { Reader } from './reader.ts';
import { milliseconds, retryPlan } from './retry.ts';

export interface FieldContext {
  readonly node: NodeModel;
  readonly reader: Reader;
  readonly catalogue: Catalogue;
  readonly defaults: NonNullable<Document['defaults']>;
}

/** Nothing for a broken node. */
export function readFields(document: NodeDocument, context: FieldContext): NodeFields | undefined {
  switch (document.kind) {
    case 'agent':
      return agent(document, context);
    case 'run':
      return run(document, context);
    case 'tool':
      return tool(document, context);
    case 'human':
      return human(document, context);
    case 'let':
      return { kind: 'let', values: pairs(document.let, 'let', context) };
    case 'set':
      return set(document, context);
    case 'switch':
      return switchOf(document, context);
    case 'wait':
      return wait(document, context);
    case 'do':
      return { kind: 'do' };
    case 'end':
      return end(document, context);
    case 'fail':
      return fail(document, context);
    case 'broken':
      return undefined;
  }
}

function at({ node }: FieldContext, ...keys: readonly (string | number)[]): Path {
  return [...node.path, ...keys];
}

function read(value: Json, context: FieldContext, ...keys: readonly (string | number)[]): Template {
  return context.reader.template(value, at(context, ...keys));
}

function pairs(values: Readonly<Record<string, Json>>, key: string, context: FieldContext) {
  return Object.entries(values).map(([name, value]) => [name, read(value, context, key, name)] as const);
}

function list(values: readonly string[], key: string, context: FieldContext): Template[] {
  return values.map((value, index) => read(value, context, key, index));
}

function agent(document: DocumentOf<'agent'>, context: FieldContext): NodeFields {
  const { catalogue, defaults } = context;
  const own = typeof document.agent === 'string' ? {} : document.agent;
  const { instructions, temperature } = own;
  return {
    kind: 'agent',
    model: modelOf(own.model ?? defaults.model ?? catalogue.defaultModel, own.baseUrl),
    ...(instructions !== undefined && { instructions: read(instructions, context, 'agent', 'instructions') }),
    prompt: read(document.prompt, context, 'prompt'),
    tools: (document.tools ?? []).map((name) => agentTool(name, catalogue)),
    ...(document.returns !== undefined && { returns: document.returns }),
    maxTurns: own.maxTurns ?? defaultMaxTurns,
    ...(temperature !== undefined && { temperature }),
    retry: retryPlan(document.retry, defaults.retry, true),
  };
}

/** A model that cannot be read is told by the rule `models`; the plan is not made then. */
function modelOf(text: string | undefined, baseUrl: string | undefined): ModelRef {
  const model = parseModel(text ?? '') ?? { provider: 'compatible', name: text ?? '' };
  return baseUrl === undefined ? model : { ...model, baseUrl };
}

/** As above: unknown tools are told by the rule `known-tools`. */
function agentTool(name: string, catalogue: Catalogue): AgentTool {
  const entry = catalogue.tools.find((tool) => tool.name === name);
  return { name, effect: entry?.effect ?? 'once', quick: entry?.quick ?? false };
}

function run(document: DocumentOf<'run'>, context: FieldContext): NodeFields {
  const { stdin, cwd } = document;
  const shell = document.shell ?? false;
  const argv =
    typeof document.run === 'string'
      ? [read(document.run, context, 'run')]
      : list(document.run, 'run', context);
  return {
    kind: 'run',
    argv,
    shell,
    env: Object.entries(document.env ?? {}).map(([name, value]) => [
      name,
      read(typeof value === 'string' ? value : String(value), context, 'env', name),
    ]),
    ...(stdin !== undefined && { stdin: read(stdin, context, 'stdin') }),
    ...(cwd !== undefined && { cwd: read(cwd, context, 'cwd') }),
    secrets: Object.entries(document.secrets ?? {}),
    ...(document.returns !== undefined && { returns: document.returns }),
    retry: retryPlan(document.retry, undefined, false),
  };
}

function tool(document: DocumentOf<'tool'>, context: FieldContext): NodeFields {
  const { catalogue, defaults } = context;
  const entry = catalogue.tools.find((candidate) => candidate.name === document.tool);
  const effect = effectOf(entry, document.input, document.effect);
  return {
    kind: 'tool',
    tool: document.tool,
    input: read(document.input ?? {}, context, 'input'),
    effect,
    quick: entry?.quick === true && effect !== 'once',
    ...(document.returns !== undefined && { returns: document.returns }),
    retry: retryPlan(document.retry, defaults.retry, effect !== 'once'),
  };
}

function human(document: DocumentOf<'human'>, context: FieldContext): NodeFields {
  const { show, form, deadline } = document;
  return {
    kind: 'human',
    prompt: read(document.human, context, 'human'),
    ...(show !== undefined && { show: read(show, context, 'show') }),
    outcomes: document.outcomes ?? [],
    ...(form !== undefined && { form }),
    assignees: list(document.assignees ?? [], 'assignees', context),
    ...(deadline && { deadline: deadlineOf(deadline, context) }),
  };
}

function deadlineOf(deadline: NonNullable<DocumentOf<'human'>['deadline']>, context: FieldContext): Deadline {
  const { after, until, outcome, output } = deadline;
  return {
    ...(after !== undefined && { after: milliseconds(after) }),
    ...(until !== undefined && { until: read(until, context, 'deadline', 'until') }),
    ...(outcome !== undefined && { outcome }),
    ...(output !== undefined && { output: read(output, context, 'deadline', 'output') }),
  };
}

function set(document: DocumentOf<'set'>, context: FieldContext): NodeFields {
  const values = Object.entries(document.set).map(([name, value]) => {
    const added = addedTo(value);
    return added === undefined
      ? ({ name, how: 'replace', value: read(value, context, 'set', name) } as const)
      : ({ name, how: 'add', value: read(added, context, 'set', name, 'add') } as const);
  });
  return { kind: 'set', values };
}

/** `{ add: value }` appends; any other mapping is a value. */
function addedTo(value: Json): Json | undefined {
  return isObject(value) && Object.keys(value).length === 1 ? value.add : undefined;
}

function switchOf(document: DocumentOf<'switch'>, context: FieldContext): NodeFields {
  const cases = Object.entries(document.switch).map(([outcome, condition]): [string, Expression | true] =>
    condition === true
      ? [outcome, true]
      : [outcome, context.reader.condition(condition, at(context, 'switch', outcome))],
  );
  return { kind: 'switch', cases };
}

function wait(document: DocumentOf<'wait'>, context: FieldContext): NodeFields {
  const { wait } = document;
  if (typeof wait !== 'string')
    return { kind: 'wait', span: { until: read(wait.until, context, 'wait', 'until') } };
  const span = wait.includes('${') ? read(wait, context, 'wait') : milliseconds(wait);
  return { kind: 'wait', span: { for: span } };
}

function end(document: DocumentOf<'end'>, context: FieldContext): NodeFields {
  const levels = levelsTo(context.node, document.scope);
  if (document.end === null) return { kind: 'end', levels };
  return { kind: 'end', output: read(document.end, context, 'end'), levels };
}

function fail(document: DocumentOf<'fail'>, context: FieldContext): NodeFields {
  const { type, title, detail, status } = document.fail;
  return {
    kind: 'fail',
    error: {
      type: read(type, context, 'fail', 'type'),
      title: read(title, context, 'fail', 'title'),
      ...(detail !== undefined && { detail: read(detail, context, 'fail', 'detail') }),
      ...(status !== undefined && { status }),
    },
    levels: levelsTo(context.node, document.scope),
  };
}

/** How many scopes outwards; a name that is not there is told by the rule `known-scopes`. */
function levelsTo(node: NodeModel, name: string | undefined): number {
  if (name === undefined) return 0;
  const found = [...scopesAround(node.scope)].findIndex(
    (scope) =>
      (scope.role === 'do' && scope.owner?.name === name) || (scope.role === 'run' && name === 'run'),
  );
  return Math.max(0, found);
}
