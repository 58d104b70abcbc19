/**
 * What calls and child runs come to in a simulation: the author's fakes, and where there is none, a value made up from
 * the schema. Owns the order in which they are asked: failures, the node's fake, the tool's fake, the schema.
 */
import type { Call, RunReply, ToolCall, TurnCall, TurnReply } from '../interpreter/call.ts';
import type { CallCommand } from '../interpreter/core/command.ts';
import type { RunError } from '../interpreter/errors.ts';
import { isObject, type Json, type JsonSchema } from '../interpreter/json.ts';
import type { NodePlan } from '../interpreter/plan.ts';
import { createCounter, find, keysOf } from './places.ts';
import type { Reply } from './run.ts';
import { sampleOf } from './sample.ts';
import type { Fake, FakeError, Script, Turn } from './script.ts';

export interface Fakes {
  readonly work: (call: Call, command: CallCommand, node: NodePlan) => Reply;
  /** What a `workflow` node comes to without a run of its own. */
  readonly child: <T>(id: string, otherwise: () => Reply | T) => Reply | T;
  readonly makeUp: (id: string, schema: JsonSchema | undefined, shape?: (value: Json) => Json) => Reply;
}

/** @param tell hears of every value that nobody has given */
export function createFakes(
  script: Script,
  outputOf: (tool: string) => JsonSchema | undefined,
  tell: (id: string, value: Json) => void,
): Fakes {
  const next = createCounter();
  const fakeOf = (keys: readonly string[], tool?: string): Fake | undefined => {
    const failing = find(script.failures, keys);
    if (failing) {
      const { error, times = 1, after } = failureOf(failing.entry);
      const left = next<Fake | undefined>(
        `failures ${failing.key}`,
        [{ error, times }, undefined],
        (fake) => fake?.times ?? 1,
      );
      if (left) return { error, ...(after !== undefined && { after }) };
    }
    const own = find(script.fakes, keys);
    if (own) return next(`fakes ${own.key}`, own.entry, timesOf);
    const shared = tool === undefined ? undefined : find(script.tools, [tool]);
    return shared && next(`tools ${shared.key}`, shared.entry, timesOf);
  };
  const makeUp: Fakes['makeUp'] = (id, schema, shape = same) => {
    const value = schema === undefined ? null : sampleOf(schema);
    if (value === undefined) return { error: noFake(id) };
    tell(id, value);
    return { result: shape(value) };
  };
  const program = (id: string, node: NodePlan): Reply => {
    const returns = 'returns' in node ? node.returns : undefined;
    const empty = (data: Json) => programReply(returns === undefined ? {} : { data });
    return given(fakeOf(keysOf(id)), programReply, () => makeUp(id, returns, empty));
  };
  const tool = (id: string, call: ToolCall, node: NodePlan): Reply => {
    const ofAgent = node.kind === 'agent';
    const keys = ofAgent ? keysOf(id).map((key) => `${key}/${call.tool}`) : keysOf(id);
    const schema = ofAgent || !('returns' in node) ? undefined : node.returns;
    return given(fakeOf(keys, call.tool), same, () => makeUp(id, schema ?? outputOf(call.tool)));
  };
  const model = (id: string, call: TurnCall): Reply => {
    const scripted = find(script.models, keysOf(id));
    if (scripted) return turnReply(call, next(`models ${scripted.key}`, scripted.entry));
    const say = (value: Json) => said(call, value);
    return given(fakeOf(keysOf(id)), say, () => makeUp(id, call.returns ?? { const: `[${id}]` }, say));
  };
  return {
    work(call, { op }, node) {
      if (call.kind === 'run') return program(op, node);
      if (call.kind === 'tool') return tool(op.replace(/\/\d+\.\d+$/, ''), call, node);
      if (call.kind === 'turn') return model(op.replace(/\/\d+\.\d+$/, ''), call);
      throw new Error(`${call.kind} is no work of a node`);
    },
    child: (id, otherwise) => given(fakeOf(keysOf(id)), same, otherwise),
    makeUp,
  };
}

function same(value: Json): Json {
  return value;
}

function timesOf({ times = 1 }: Fake): number {
  return times;
}

function failureOf(
  failure: string | { error: FakeError; times?: number | undefined; after?: number | undefined },
) {
  return typeof failure === 'string' ? { error: failure } : failure;
}

/** A fake that says only how long it takes leaves the value to be made up. */
function given<T>(
  fake: Fake | undefined,
  shape: (value: Json) => Json,
  otherwise: () => Reply | T,
): Reply | T {
  if (!fake) return otherwise();
  const { output, error, suspend, after } = fake;
  const time = after === undefined ? {} : { afterMs: after };
  if (error !== undefined) return { error: errorOf(error), ...time };
  // A handler's wish to suspend its node goes as it is (S25); the shape is JSON.
  if (suspend) return { result: { $suspend: suspend } as unknown as Json, ...time };
  return output === undefined ? { ...otherwise(), ...time } : { result: shape(output), ...time };
}

export function errorOf(error: FakeError): RunError {
  if (typeof error === 'string')
    return { type: error, title: `Failed as scripted: ${error}`, retryable: true };
  const { type, title = `Failed as scripted: ${type}`, retryable = true, detail, status, data } = error;
  return {
    type,
    title,
    retryable,
    ...(detail !== undefined && { detail }),
    ...(status !== undefined && { status }),
    ...(data !== undefined && { data }),
  };
}

/** `data` and `stdout` follow from each other, as with a program that prints JSON. */
function programReply(output: Json): Json {
  const parts: Partial<RunReply> = isObject(output)
    ? output
    : { stdout: typeof output === 'string' ? output : '' };
  const stdout = parts.stdout ?? (parts.data === undefined ? '' : JSON.stringify(parts.data));
  const data = parts.data ?? parsed(stdout);
  return { exit: 0, stderr: '', ...parts, stdout, ...(data !== undefined && { data }) };
}

function parsed(text: string): Json | undefined {
  try {
    // What JSON.parse gives is Json.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function turnReply(call: TurnCall, turn: Turn): Reply {
  if (typeof turn === 'string') return { result: said(call, turn) };
  const { text, value, calls = [], error, after } = turn;
  const time = after === undefined ? {} : { afterMs: after };
  if (error !== undefined) return { error: errorOf(error), ...time };
  const asked = calls.map(({ tool, input = {} }, index) => ({ id: `${call.key}.${index}`, tool, input }));
  return { result: said(call, text ?? value ?? '', asked), ...time };
}

function said(call: TurnCall, value: Json, calls: TurnReply['calls'] = []): Json {
  const answer: TurnReply = {
    thread: call.key,
    text: typeof value === 'string' && call.returns === undefined ? value : textOf(value, call),
    calls,
    finish: calls.length > 0 ? 'tools' : 'stop',
    usage: { inputTokens: 0, outputTokens: 0 },
    model: call.model.name,
  };
  // JSON by construction.
  return answer as unknown as Json;
}

/** Where a value is asked for, a text that is JSON already is said as it is. */
function textOf(value: Json, { returns }: TurnCall): string {
  const isJson = typeof value === 'string' && returns !== undefined && parsed(value) !== undefined;
  return isJson ? value : JSON.stringify(value);
}

function noFake(id: string): RunError {
  return {
    type: 'no-fake',
    title: `No value could be made up for ${id}`,
    detail: 'Its schema asks for more than can be guessed. Give it a fake: `fakes: { name: { output: … } }`.',
    retryable: false,
  };
}
