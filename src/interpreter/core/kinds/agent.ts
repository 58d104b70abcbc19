/**
 * The loop of an agent: model, tools, model, … Owns its order and its bounds; each call is an activity of its own.
 *
 * AG1. Calls are named `path#visit/turn.call`; call 0 is the model, 1… are the tools that the turn asks for.
 * AG2. Results go back in the order in which the model asked, not in that in which they came.
 * AG3. A tool that fails is told to the model as a result; a model call that fails fails the node.
 * AG4. The loop ends after `maxTurns` model calls, and after three answers that do not fit `returns`.
 */
import { asArtifact } from '../../artifact.ts';
import type { CacheCall, ThreadMessage, TurnReply } from '../../call.ts';
import type { RunError } from '../../errors.ts';
import { isObject, type Json } from '../../json.ts';
import type { AgentNode, AgentTool, CachePlan, RetryPlan, Template } from '../../plan.ts';
import { type Result, textOf, textsOf, valueOf } from '../bindings.ts';
import { effectOf } from '../effects.ts';
import { beginCall, keyOf, ownRetry } from '../operations.ts';
import type { AgentState, Ending, VisitRef } from '../state.ts';
import { item, type Step, visitId, visitOf } from '../step.ts';
import { isSuspended, openSuspended } from './requests.ts';
import { failed, returnsError, type Started } from './started.ts';

const maxRepairs = 3;

export function startAgent(step: Step, at: VisitRef, node: AgentNode): Started {
  if (node.cache) return askCache(step, at, node, node.cache);
  return beginAgent(step, at, node);
}

function beginAgent(step: Step, at: VisitRef, node: AgentNode): Started {
  const prompt = textOf(step, at, node.prompt);
  if (!prompt.ok) return failed(prompt.error);
  const files = mountOf(step, at, node);
  if (!files.ok) return failed(files.error);
  visitOf(step, at).agent = { turn: 0, repairs: 0, calls: [] };
  const shown = files.value.length > 0 && { files: files.value };
  return askModel(step, at, node, [{ role: 'user', text: prompt.value, ...shown }]);
}

function mountOf(
  step: Step,
  at: VisitRef,
  { mount = [] }: AgentNode,
): Result<readonly { readonly path: string; readonly artifact: Json }[]> {
  const files = [];
  for (const [path, template] of mount) {
    const artifact = valueOf(step, at, template);
    if (!artifact.ok) return artifact;
    files.push({ path, artifact: artifact.value ?? null });
  }
  return { ok: true, value: files };
}

/** What the result is kept under: the node's own key, or all that the agent is told. */
function cacheKey(step: Step, at: VisitRef, node: AgentNode, cache: CachePlan): Result<Json> {
  const key = cache.key ? valueOf(step, at, cache.key) : textsOf(step, at, toldTo(node));
  if (!key.ok) return key;
  if (cache.key || !node.mount) return { ok: true, value: key.value ?? null };
  const files = mountOf(step, at, node);
  if (!files.ok) return files;
  // The same bytes from another run are the same.
  const shown = files.value.map(({ path, artifact }) => [path, asArtifact(artifact)?.sha256 ?? artifact]);
  return { ok: true, value: [key.value ?? null, shown] };
}

function toldTo({ instructions, prompt }: AgentNode): readonly Template[] {
  return instructions ? [instructions, prompt] : [prompt];
}

function askCache(step: Step, at: VisitRef, node: AgentNode, cache: CachePlan): Started {
  const key = cacheKey(step, at, node, cache);
  if (!key.ok) return failed(key.error);
  const op = `${visitId(step, at)}/cache.get`;
  return cacheCall(step, at, op, { node: cache.node, of: key.value }) ?? 'under-way';
}

function cacheCall(
  step: Step,
  at: VisitRef,
  op: string,
  call: Pick<CacheCall, 'node' | 'of' | 'ttlMs' | 'value'>,
) {
  return beginCall(step, at, {
    op,
    activity: op.slice(op.lastIndexOf('/') + 1),
    call: { kind: 'cache', key: keyOf(step, op), retry: ownRetry, ...call },
    retry: ownRetry,
    awaitStop: false,
  });
}

/** The agent's result is put into the cache before its node ends; whether that works out changes nothing. */
export function keepResult(step: Step, at: VisitRef, node: AgentNode, ending: Ending): Started {
  const { cache } = node;
  const visit = visitOf(step, at);
  if (!cache || !visit.agent || visit.caching || ending.status !== 'succeeded') return ending;
  const key = cacheKey(step, at, node, cache);
  if (!key.ok) return ending;
  const { ttlMs } = cache;
  visit.caching = ending;
  const value = {
    output: ending.output ?? null,
    ...(ending.outcome !== undefined && { outcome: ending.outcome }),
  };
  const op = `${visitId(step, at)}/cache.put`;
  const call = { node: cache.node, of: key.value, value, ...(ttlMs !== undefined && { ttlMs }) };
  return cacheCall(step, at, op, call) ? ending : 'under-way';
}

/** A call of the cache has ended, well or not. */
function heardCache(step: Step, at: VisitRef, node: AgentNode, result: Json): Started {
  const { caching } = visitOf(step, at);
  if (caching) return caching;
  if (!isObject(result) || result['hit'] !== true || !isObject(result['value']))
    return beginAgent(step, at, node);
  const { output = null, outcome } = result['value'];
  return { status: 'succeeded', output, ...(typeof outcome === 'string' && { outcome }) };
}

function askModel(step: Step, at: VisitRef, node: AgentNode, append: readonly ThreadMessage[]): Started {
  const agent = agentOf(step, at);
  if (agent.turn >= node.maxTurns) return failed(outOfTurns(node));
  const instructions = node.instructions ? textOf(step, at, node.instructions) : undefined;
  if (instructions && !instructions.ok) return failed(instructions.error);
  agent.turn++;
  agent.calls = [];
  const op = `${visitId(step, at)}/${agent.turn}.0`;
  const refusedCall = beginCall(step, at, {
    op,
    activity: 'agent.turn',
    call: {
      kind: 'turn',
      key: keyOf(step, op),
      retry: node.retry,
      model: node.model,
      ...(instructions && { instructions: instructions.value }),
      ...(node.temperature !== undefined && { temperature: node.temperature }),
      tools: node.tools.map((tool) => tool.name),
      ...(node.returns !== undefined && { returns: node.returns }),
      ...(agent.thread !== undefined && { thread: agent.thread }),
      append,
    },
    retry: node.retry,
    awaitStop: false,
  });
  return refusedCall ?? 'under-way';
}

function outOfTurns(node: AgentNode): RunError {
  return {
    type: 'turns',
    title: `The agent gave no answer in ${node.maxTurns} turns`,
    detail: 'Raise `maxTurns`, or make the task smaller.',
    retryable: false,
  };
}

/** A model call or a tool call of the agent has succeeded. */
export function continueAgent(step: Step, at: VisitRef, node: AgentNode, op: string, result: Json): Started {
  if (isCacheCall(op)) return heardCache(step, at, node, result);
  const call = callNumber(op);
  // The reply of `agent.turn` has this shape by the contract in `call.ts`.
  if (call === 0) return heardModel(step, at, node, result as unknown as TurnReply);
  if (isSuspended(result)) {
    openSuspended(step, at, op, result);
    return 'under-way';
  }
  return heardTool(step, at, node, call, result, false);
}

/** The value that came in place of a suspended tool's result (S25). */
export function continueSuspended(
  step: Step,
  at: VisitRef,
  node: AgentNode,
  op: string,
  value: Json,
): Started {
  return heardTool(step, at, node, callNumber(op), value, false);
}

/** A call has failed for good (AG3). */
export function failAgentCall(
  step: Step,
  at: VisitRef,
  node: AgentNode,
  op: string,
  error: RunError,
): Started {
  if (isCacheCall(op)) return heardCache(step, at, node, null);
  const call = callNumber(op);
  if (call === 0) return failed(error);
  return heardTool(step, at, node, call, failureResult(error), true);
}

/** A failed tool, as the model is told of it. */
function failureResult({ type, title, detail }: RunError): Json {
  return { error: { type, title, ...(detail && { detail }) } };
}

function heardModel(step: Step, at: VisitRef, node: AgentNode, reply: TurnReply): Started {
  const agent = agentOf(step, at);
  agent.thread = reply.thread;
  if (reply.finish === 'length') return failed(cutOff(reply));
  if (reply.finish === 'refused') return failed(refused(reply));
  if (reply.calls.length > 0) return callTools(step, at, node, reply);
  if (node.returns === undefined) return { status: 'succeeded', output: reply.text };
  const value = parseAnswer(reply.text);
  const error = returnsError(node.returns, value);
  if (!error) return answer(node, value ?? null);
  if (agent.repairs >= maxRepairs) return failed(error);
  agent.repairs++;
  const text = `Your answer does not fit the required JSON Schema: ${error.detail ?? error.title}. Answer again, with the JSON value only.`;
  return askModel(step, at, node, [{ role: 'user', text }]);
}

/** In a person's place (`assign`) the answer is an outcome and a value. */
function answer({ outcomes }: AgentNode, value: Json): Started {
  if (!outcomes || !isObject(value)) return { status: 'succeeded', output: value };
  const { outcome, value: given = null } = value;
  return {
    status: 'succeeded',
    output: given,
    ...(typeof outcome === 'string' && outcomes.includes(outcome) && { outcome }),
  };
}

function callTools(step: Step, at: VisitRef, node: AgentNode, reply: TurnReply): Started {
  const agent = agentOf(step, at);
  agent.calls = reply.calls.map(({ id, tool }) => ({ id, tool }));
  reply.calls.forEach(({ tool: name, input }, index) => {
    const tool = node.tools.find((candidate) => candidate.name === name);
    if (tool) beginToolCall(step, at, tool, input, index + 1);
    else {
      const known = node.tools.map((candidate) => candidate.name).join(', ') || 'none';
      record(
        agent,
        index + 1,
        { error: { type: 'tool-unknown', title: `There is no tool ${name}; there are: ${known}` } },
        true,
      );
    }
  });
  return answerTools(step, at, node);
}

function beginToolCall(step: Step, at: VisitRef, tool: AgentTool, input: Json, call: number): void {
  const op = `${visitId(step, at)}/${agentOf(step, at).turn}.${call}`;
  const effect = effectOf(tool, input);
  const retry = effect === 'once' ? onceRetry(tool) : toolRetry;
  const refusedCall = beginCall(step, at, {
    op,
    activity: `tool.${tool.name}`,
    call: { kind: 'tool', key: keyOf(step, op), retry, tool: tool.name, input, effect },
    retry,
    awaitStop: false,
    ...(tool.lane !== undefined && effect !== 'once' && { lane: tool.lane }),
  });
  if (refusedCall) record(agentOf(step, at), call, failureResult(refusedCall.error), true);
}

/** The default retry of tools (S17). */
const toolRetry: RetryPlan = { attempts: 3, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

function onceRetry({ doubt }: AgentTool): RetryPlan {
  return { ...toolRetry, attempts: 1, ...(doubt && { doubt }) };
}

function heardTool(
  step: Step,
  at: VisitRef,
  node: AgentNode,
  call: number,
  result: Json,
  toolFailed: boolean,
): Started {
  record(agentOf(step, at), call, result, toolFailed);
  return answerTools(step, at, node);
}

function record(agent: AgentState, call: number, result: Json, toolFailed: boolean): void {
  const entry = item(agent.calls, call - 1);
  entry.result = result;
  entry.failed = toolFailed;
}

/** Goes back to the model when the last result is in (AG2). */
function answerTools(step: Step, at: VisitRef, node: AgentNode): Started {
  const { calls } = agentOf(step, at);
  const append: ThreadMessage[] = [];
  for (const { id, tool, result, failed: toolFailed } of calls) {
    if (result === undefined) return 'under-way';
    append.push({ role: 'tool', callId: id, tool, result, failed: toolFailed === true });
  }
  return askModel(step, at, node, append);
}

function parseAnswer(text: string): Json | undefined {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text);
  try {
    // What JSON.parse gives is Json.
    return JSON.parse(fenced?.[1] ?? text) as Json;
  } catch {
    return undefined;
  }
}

function cutOff(reply: TurnReply): RunError {
  return {
    type: 'model-limit',
    title: `The answer of ${reply.model} was cut off by its length limit`,
    detail: 'Ask for less, or take a model with a larger limit.',
    retryable: false,
  };
}

function refused(reply: TurnReply): RunError {
  return {
    type: 'model-refused',
    title: `${reply.model} refused to answer`,
    detail: reply.text,
    retryable: false,
  };
}

function agentOf(step: Step, at: VisitRef): AgentState {
  const { agent } = visitOf(step, at);
  if (!agent) throw new Error(`${visitId(step, at)} is no agent`);
  return agent;
}

function isCacheCall(op: string): boolean {
  return op.endsWith('/cache.get') || op.endsWith('/cache.put');
}

/** `path#1/2.3` → 3 */
function callNumber(op: string): number {
  return Number(op.slice(op.lastIndexOf('.') + 1));
}
