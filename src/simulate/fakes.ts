/**
 * What calls and child runs come to in a simulation: the author's fakes, and where there is none, a value made up from
 * the schema. Owns the order in which they are asked: failures, the node's fake, the tool's fake, the schema.
 */
import type { Call, RunCall, ToolCall, TurnCall } from '../interpreter/call.ts';
import type { CallCommand } from '../interpreter/core/command.ts';
import type { Json, JsonSchema } from '../interpreter/json.ts';
import type { NodePlan } from '../interpreter/plan.ts';
import { createCounter, find, keysOf } from './places.ts';
import { given, noFake, programReply, said, turnReply } from './replies.ts';
import type { Reply } from './run.ts';
import { sampleOf } from './sample.ts';
import type { Fake, Script } from './script.ts';

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
  const fakeOf = chooser(script, next);
  const makeUp: Fakes['makeUp'] = (id, schema, shape = same) => {
    const value = schema === undefined ? null : sampleOf(schema);
    if (value === undefined) return { error: noFake(id) };
    tell(id, value);
    return { result: shape(value) };
  };
  const program = (id: string, call: RunCall, node: NodePlan): Reply => {
    const returns = returnsOf(node);
    const reply = (output: Json) => programReply(output, call);
    const printing = (data: Json) => reply(returns === undefined ? {} : { data });
    return given(fakeOf(keysOf(id)), reply, () => makeUp(id, returns, printing));
  };
  const tool = (id: string, call: ToolCall, node: NodePlan): Reply => {
    const ofAgent = node.kind === 'agent';
    const keys = ofAgent ? keysOf(id).map((key) => `${key}/${call.tool}`) : keysOf(id);
    const schema = (ofAgent ? undefined : returnsOf(node)) ?? outputOf(call.tool);
    return given(fakeOf(keys, call.tool), same, () => makeUp(id, schema));
  };
  const model = (id: string, call: TurnCall): Reply => {
    const scripted = find(script.models, keysOf(id));
    if (scripted) return turnReply(call, next(`models ${scripted.key}`, scripted.entry));
    const say = (value: Json) => said(call, value);
    return given(fakeOf(keysOf(id)), say, () => makeUp(id, call.returns ?? { const: `[${id}]` }, say));
  };
  return {
    work(call, { op }, node) {
      if (call.kind === 'run') return program(op, call, node);
      if (call.kind === 'tool') return tool(visitOf(op), call, node);
      if (call.kind === 'turn') return model(visitOf(op), call);
      throw new Error(`${call.kind} is no work of a node`);
    },
    child: (id, otherwise) => given(fakeOf(keysOf(id)), same, otherwise),
    makeUp,
  };
}

/** Failures come before the fakes of the node, and these before those of its tool. */
function chooser({ failures, fakes, tools }: Script, next: ReturnType<typeof createCounter>) {
  return (keys: readonly string[], tool?: string): Fake | undefined => {
    const failing = find(failures, keys);
    const failure =
      failing &&
      next<Fake | undefined>(`failures ${failing.key}`, [failureOf(failing.entry), undefined], timesOf);
    if (failure) return failure;
    const own = find(fakes, keys);
    if (own) return next(`fakes ${own.key}`, own.entry, timesOf);
    const shared = tool === undefined ? undefined : find(tools, [tool]);
    return shared && next(`tools ${shared.key}`, shared.entry, timesOf);
  };
}

function failureOf(failure: NonNullable<Script['failures']>[string]): Fake {
  return typeof failure === 'string' ? { error: failure } : failure;
}

function timesOf(fake: Fake | undefined): number {
  return fake?.times ?? 1;
}

function returnsOf(node: NodePlan): JsonSchema | undefined {
  return 'returns' in node ? node.returns : undefined;
}

/** `path#1/2.3`, an operation of an agent → `path#1` */
function visitOf(op: string): string {
  return op.replace(/\/\d+\.\d+$/, '');
}

function same(value: Json): Json {
  return value;
}
