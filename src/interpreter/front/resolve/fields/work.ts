/** Work that activities do: agents, programs, tools. Owns the way from their keys to the plan. */
import type { Catalogue, ToolEntry } from '../../../catalogue.ts';
import type { AgentTool, Effect, EffectRule, ModelRef, RetryPlan } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import { parseModel } from '../../document/model-name.ts';
import { defaultMaxTurns } from '../../limits.ts';
import type { NodeFields } from '../../model.ts';
import { effectOf } from '../effects.ts';
import { retryPlan } from '../retry.ts';
import { type FieldContext, list, read } from './context.ts';
import { artifactFiles, mounts } from './files.ts';

export function agentFields(document: DocumentOf<'agent'>, context: FieldContext): NodeFields {
  const { catalogue, defaults } = context;
  const own = typeof document.agent === 'string' ? {} : document.agent;
  const { instructions, temperature } = own;
  return {
    kind: 'agent',
    model: modelOf(own.model ?? defaults.model ?? catalogue.defaultModel, own.baseUrl),
    ...(instructions !== undefined && { instructions: read(instructions, context, 'agent', 'instructions') }),
    prompt: read(document.prompt, context, 'prompt'),
    ...(document.mount && { mount: mounts(document.mount, context) }),
    tools: (document.tools ?? []).map((name) => toolNamed(name, catalogue)),
    ...(document.returns !== undefined && { returns: document.returns }),
    maxTurns: own.maxTurns ?? defaultMaxTurns,
    ...(temperature !== undefined && { temperature }),
    retry: retryPlan(document.retry, defaults.retry, true),
  };
}

/** A model that cannot be read is told by the rule `models`; the plan is not made then. */
export function modelOf(text: string | undefined, baseUrl: string | undefined): ModelRef {
  const model = parseModel(text ?? '') ?? { provider: 'compatible', name: text ?? '' };
  return baseUrl === undefined ? model : { ...model, baseUrl };
}

/** As above: unknown tools are told by the rule `known-tools`. */
function toolNamed(name: string, catalogue: Catalogue, own?: Effect): AgentTool {
  const { effect: usual = 'once', quick } = entryOf(name, catalogue) ?? {};
  const effect = own ?? usual;
  return {
    name,
    effect,
    ...(quick && { lane: 'local' }),
    ...(mayBeOnce(effect) && { doubt: 'ask' }),
  };
}

function mayBeOnce(effect: EffectRule): boolean {
  if (typeof effect === 'string') return effect === 'once';
  return [...Object.values(effect.values), effect.absent, effect.otherwise].includes('once');
}

export function runFields(document: DocumentOf<'run'>, context: FieldContext): NodeFields {
  const { stdin, cwd } = document;
  const sandbox = context.within?.sandbox ?? document.sandbox ?? context.defaults.sandbox;
  const shell = document.shell ?? false;
  const argv =
    typeof document.run === 'string'
      ? [read(document.run, context, 'run')]
      : list(document.run, context, 'run');
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
    ...(sandbox === 'strict' && { sandbox }),
    ...(document.artifacts && { artifacts: artifactFiles(document.artifacts, context) }),
    ...(document.mount && { mount: mounts(document.mount, context) }),
    ...(document.returns !== undefined && { returns: document.returns }),
    retry: asking(retryPlan(document.retry, undefined, false), document.effect),
  };
}

export function toolFields(document: DocumentOf<'tool'>, context: FieldContext): NodeFields {
  const { catalogue, defaults } = context;
  const { returns } = document;
  const chosen = isChosen(document.tool);
  const own = document.effect;
  const named = chosen ? (document.tools ?? []) : [document.tool];
  const among = named.map((name) => toolNamed(name, catalogue, own));
  const effect = worst(named.map((name) => effectNamed(name, document, catalogue)));
  const gives = effect === 'once' && !chosen ? entryOf(document.tool, catalogue)?.output : undefined;
  return {
    kind: 'tool',
    tool: chosen ? { name: read(document.tool, context, 'tool'), among } : document.tool,
    input: read(document.input ?? {}, context, 'input'),
    effect,
    ...(isLocal(document, effect, among) && { lane: 'local' }),
    ...(returns !== undefined && { returns }),
    ...(gives !== undefined && { gives }),
    retry: asking(retryPlan(document.retry, defaults.retry, effect !== 'once'), effect),
  };
}

/** What must be done once and ends in doubt is not tried again by itself (S36). */
function asking(retry: RetryPlan, effect: Effect | undefined): RetryPlan {
  return effect === 'once' ? { ...retry, doubt: 'ask' } : retry;
}

function entryOf(name: string, { tools }: Catalogue): ToolEntry | undefined {
  return tools.find((tool) => tool.name === name);
}

/** Where the node does not say it: what is quick and may run twice, and is not meant for other workers. */
function isLocal({ lane, queue }: DocumentOf<'tool'>, effect: Effect, among: readonly AgentTool[]): boolean {
  if (lane !== undefined) return lane === 'local';
  return effect !== 'once' && queue === undefined && among.every((tool) => tool.lane === 'local');
}

/** Whether the tool is chosen when the run is there. */
export function isChosen(tool: string): boolean {
  return tool.includes('${');
}

function effectNamed(name: string, { input, effect }: DocumentOf<'tool'>, catalogue: Catalogue): Effect {
  return effectOf(entryOf(name, catalogue), input, effect);
}

/** Of tools that are chosen later, what must be reckoned with. */
function worst(effects: readonly Effect[]): Effect {
  return (['once', 'idempotent'] as const).find((effect) => effects.includes(effect)) ?? 'read';
}
