/**
 * A node in other hands: a person in place of an agent, a program or a tool; a model in place of a person. Owns what
 * they are told and asked for; what the node gives stays what its kind gives.
 */
import type { Catalogue } from '../../catalogue.ts';
import type { JsonSchema } from '../../json.ts';
import type { Expression, Template } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import { defaultMaxTurns } from '../limits.ts';
import type { NodeFields } from '../model.ts';
import type { Performer } from './assign.ts';
import { modelOf } from './fields/work.ts';
import { retryPlan } from './retry.ts';

type FieldsOf<K extends NodeFields['kind']> = Extract<NodeFields, { kind: K }>;

export interface HandOver {
  readonly to: Performer;
  readonly title: Template | undefined;
  readonly catalogue: Catalogue;
  readonly defaults: NonNullable<Document['defaults']>;
}

/** The fields as they are where nobody else is to do it, or nobody else can. */
export function handOver(fields: NodeFields, over: HandOver): NodeFields {
  if (over.to === 'human') return toPerson(fields, over);
  return over.to === 'agent' && fields.kind === 'human' && !fields.quorum ? toModel(fields, over) : fields;
}

function toPerson(fields: NodeFields, { title, catalogue }: HandOver): NodeFields {
  switch (fields.kind) {
    case 'agent':
      return request(title ?? fields.prompt, taskOf(fields), fields.returns ?? { type: 'string' });
    case 'run':
      return { ...request(title ?? commandOf(fields), programOf(fields), fields.returns), insteadOf: 'run' };
    case 'tool': {
      const { tool } = fields;
      const name = typeof tool === 'string' ? { value: tool } : tool.name;
      const entry = catalogue.tools.find((each) => each.name === tool);
      return request(title ?? name, fields.input, fields.returns ?? entry?.output);
    }
    default:
      return fields;
  }
}

function request(prompt: Template, show: Template, form: JsonSchema | undefined): FieldsOf<'human'> {
  return { kind: 'human', prompt, show, outcomes: [], ...(form !== undefined && { form }), assignees: [] };
}

function taskOf({ prompt, instructions, mount }: FieldsOf<'agent'>): Template {
  return {
    map: [
      ['prompt', prompt],
      ...(instructions ? [['instructions', instructions] as const] : []),
      ...filesOf(mount),
    ],
  };
}

/** What is said of them: who is asked finds them among the artifacts of the run. */
function filesOf(mount: FieldsOf<'agent'>['mount']): readonly (readonly [string, Template])[] {
  return mount ? [['files', { map: mount }]] : [];
}

function commandOf({ argv }: FieldsOf<'run'>): Template {
  return joined(argv.flatMap((arg, index) => [...(index === 0 ? [] : [' ']), ...textOf(arg)]));
}

/** Secrets are shown to nobody. */
function programOf({ argv, env, stdin, mount }: FieldsOf<'run'>): Template {
  return {
    map: [
      ['run', { list: argv }],
      ...(env.length > 0 ? [['env', { map: env }] as const] : []),
      ...(stdin ? [['stdin', stdin] as const] : []),
      ...filesOf(mount),
    ],
  };
}

function toModel(fields: FieldsOf<'human'>, { catalogue, defaults }: HandOver): NodeFields {
  const { prompt, show, outcomes, form } = fields;
  const returns = outcomes.length === 0 ? form : answerOf(outcomes, form);
  return {
    kind: 'agent',
    model: modelOf(defaults.model ?? catalogue.defaultModel, undefined),
    prompt: joined([...textOf(prompt), ...(show ? ['\n\n', ...textOf(show)] : [])]),
    tools: [],
    ...(returns !== undefined && { returns }),
    maxTurns: defaultMaxTurns,
    retry: retryPlan(undefined, defaults.retry, true),
    ...(outcomes.length > 0 && { outcomes }),
  };
}

function answerOf(outcomes: readonly string[], form: JsonSchema | undefined): JsonSchema {
  return {
    type: 'object',
    required: ['outcome', ...(form === undefined ? [] : ['value'])],
    properties: { outcome: { type: 'string', enum: outcomes }, value: form ?? true },
    additionalProperties: false,
  };
}

function joined(parts: readonly (string | Expression)[]): Template {
  return { text: parts };
}

/** A template as the text that it is shown as. */
function textOf(template: Template): readonly (string | Expression)[] {
  if ('value' in template)
    return [typeof template.value === 'string' ? template.value : JSON.stringify(template.value)];
  if ('expr' in template) return [template.expr];
  if ('text' in template) return template.text;
  const entries =
    'list' in template
      ? template.list.map((item) => textOf(item))
      : template.map.map(([key, item]) => [`${key}: `, ...textOf(item)]);
  return entries.flatMap((entry, index) => (index === 0 ? entry : ['\n', ...entry]));
}
