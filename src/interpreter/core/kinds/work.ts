/**
 * Kinds that are one call of an activity: `run` and `tool`. Owns what is put into the call and what is made of the
 * reply; the activities own the doing.
 */
import type { RunCall, RunReply } from '../../call.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { AgentTool, CachePlan, Effect, RetryPlan, RunNode, Template, ToolNode } from '../../plan.ts';
import { type Result, textOf, textsOf, valueOf } from '../bindings.ts';
import { effectOf } from '../effects.ts';
import { waiterOf } from '../locks.ts';
import { beginCall, keyOf } from '../operations.ts';
import type { Ending, VisitRef } from '../state.ts';
import { type Step, visitId } from '../step.ts';
import { failed, returning, type Started } from './started.ts';

export function startRun(step: Step, at: VisitRef, node: RunNode): Started {
  const call = runCall(step, at, node);
  if (!call.ok) return failed(call.error);
  const { timeoutMs } = call.value;
  const refused = beginCall(step, at, {
    op: visitId(step, at),
    activity: `run.${programName(call.value)}`,
    call: call.value,
    retry: node.retry,
    awaitStop: true,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return refused ?? 'under-way';
}

function runCall(step: Step, at: VisitRef, node: RunNode): Result<RunCall> {
  const argv = textsOf(step, at, node.argv);
  if (!argv.ok) return argv;
  const env = textsOf(
    step,
    at,
    node.env.map(([, value]) => value),
  );
  if (!env.ok) return env;
  const stdin = optional(step, at, node.stdin);
  if (!stdin.ok) return stdin;
  const cwd = optional(step, at, node.cwd);
  if (!cwd.ok) return cwd;
  const files = filesOf(step, at, node);
  if (!files.ok) return files;
  const cache = cacheOf(step, at, node.cache);
  if (!cache.ok) return cache;
  const timeoutMs = timeLeft(step, at, node);
  return {
    ok: true,
    value: {
      kind: 'run',
      key: keyOf(step, visitId(step, at)),
      retry: node.retry,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...cache.value,
      argv: argv.value,
      shell: node.shell,
      env: Object.fromEntries(node.env.map(([name], index) => [name, env.value[index] ?? ''])),
      ...(stdin.value !== undefined && { stdin: stdin.value }),
      ...(cwd.value !== undefined && { cwd: cwd.value }),
      secrets: Object.fromEntries(node.secrets),
      ...(node.sandbox !== undefined && { sandbox: node.sandbox }),
      json: node.returns !== undefined,
      ...files.value,
    },
  };
}

function filesOf(
  step: Step,
  at: VisitRef,
  { artifacts, mount }: RunNode,
): Result<Pick<RunCall, 'artifacts' | 'mount'>> {
  const paths = textsOf(step, at, artifacts?.map(([, { path }]) => path) ?? []);
  if (!paths.ok) return paths;
  const mounted = mount ? valueOf(step, at, { map: mount }) : { ok: true as const, value: undefined };
  if (!mounted.ok) return mounted;
  const declared = artifacts?.map(
    ([name, file], index) => [name, { ...file, path: paths.value[index] ?? '' }] as const,
  );
  return {
    ok: true,
    value: {
      ...(declared && { artifacts: Object.fromEntries(declared) }),
      // The value of a mapping is one.
      ...(mounted.value !== undefined && { mount: mounted.value as JsonObject }),
    },
  };
}

function optional(step: Step, at: VisitRef, template: Template | undefined): Result<string | undefined> {
  return template ? textOf(step, at, template) : { ok: true, value: undefined };
}

/** `./scripts/publish.sh` → `publish`: the activity type says what is done. */
function programName(call: RunCall): string {
  if (call.shell) return 'sh';
  const base = (call.argv[0] ?? '').split('/').at(-1) ?? '';
  const name = base.replace(/(?<=.)\.[A-Za-z0-9]+$/, '').slice(0, 100);
  return name.toWellFormed() || 'program';
}

export function endRun(node: RunNode, reply: RunReply): Ending {
  return returning(node.returns, reply.data, { ...reply });
}

/** Waiting for a lock counts in `timeout` (S23). */
function timeLeft(step: Step, at: VisitRef, { timeoutMs, lock }: RunNode | ToolNode): number | undefined {
  if (timeoutMs === undefined || !lock) return timeoutMs;
  const since = waiterOf(step, visitId(step, at))?.since ?? step.state.now;
  return Math.max(1, timeoutMs - (step.state.now - since));
}

function cacheOf(
  step: Step,
  at: VisitRef,
  cache: CachePlan | undefined,
): Result<{ readonly cache?: NonNullable<RunCall['cache']> }> {
  if (!cache) return { ok: true, value: {} };
  const { node, key: template, ttlMs } = cache;
  const key = template ? valueOf(step, at, template) : { ok: true as const, value: undefined };
  if (!key.ok) return key;
  const value = {
    node,
    ...(key.value !== undefined && { key: key.value }),
    ...(ttlMs !== undefined && { ttlMs }),
  };
  return { ok: true, value: { cache: value } };
}

export function startTool(step: Step, at: VisitRef, node: ToolNode): Started {
  const tool = toolOf(step, at, node);
  if (!tool.ok) return failed(tool.error);
  const input = valueOf(step, at, node.input);
  if (!input.ok) return failed(input.error);
  const cache = cacheOf(step, at, node.cache);
  if (!cache.ok) return failed(cache.error);
  const timeoutMs = timeLeft(step, at, node);
  const timeout = timeoutMs !== undefined && { timeoutMs };
  const given = input.value ?? {};
  const effect = typeof tool.value === 'string' ? node.effect : effectOf(tool.value, given);
  const name = typeof tool.value === 'string' ? tool.value : tool.value.name;
  const retry = retryFor(effect, node);
  const refused = beginCall(step, at, {
    op: visitId(step, at),
    activity: `tool.${name}`,
    call: {
      kind: 'tool',
      key: keyOf(step, visitId(step, at)),
      retry,
      ...timeout,
      ...cache.value,
      tool: name,
      input: given,
      effect,
    },
    retry,
    awaitStop: false,
    ...timeout,
    ...(node.lane !== undefined && { lane: node.lane }),
  });
  return refused ?? 'under-way';
}

/** One that was chosen at run time may do less than what had to be reckoned with. */
function retryFor(effect: Effect, { retry: { doubt, ...retry } }: ToolNode): RetryPlan {
  return effect === 'once' && doubt ? { ...retry, doubt } : retry;
}

/** The tool by its name; where an expression chooses it, one of those that the node allows. */
function toolOf(step: Step, at: VisitRef, { tool }: ToolNode): Result<string | AgentTool> {
  if (typeof tool === 'string') return { ok: true, value: tool };
  const name = textOf(step, at, tool.name);
  if (!name.ok) return name;
  const chosen = tool.among.find((candidate) => candidate.name === name.value);
  if (chosen) return { ok: true, value: chosen };
  const names = tool.among.map((candidate) => candidate.name).join(', ');
  const title = `\`${name.value}\` is none of the tools of this node: ${names}`;
  return { ok: false, error: { type: 'tool-unknown', title, retryable: false } };
}

export function endTool(node: ToolNode, reply: Json): Ending {
  return returning(node.returns, reply, reply);
}

/** The value that came in place of a suspended handler's result (S25). */
export function endSuspended(node: RunNode | ToolNode, value: Json): Ending {
  const output = node.kind === 'run' ? { exit: 0, stdout: '', stderr: '', data: value } : value;
  return { status: 'succeeded', output };
}
