/**
 * Kinds that are one call of an activity: `run` and `tool`. Owns what is put into the call and what is made of the
 * reply; the activities own the doing.
 */
import type { RunCall, RunReply } from '../../call.ts';
import type { Json } from '../../json.ts';
import type { RunNode, Template, ToolNode } from '../../plan.ts';
import { type Result, textOf, textsOf, valueOf } from '../bindings.ts';
import { beginCall, keyOf } from '../operations.ts';
import type { Ending, NodeRef } from '../state.ts';
import { type Step, visitId } from '../step.ts';
import { failed, returning, type Started } from './started.ts';

export function startRun(step: Step, at: NodeRef, node: RunNode): Started {
  const call = runCall(step, at, node);
  if (!call.ok) return failed(call.error);
  const refused = beginCall(step, at, {
    op: visitId(step, at),
    activity: `run.${programName(call.value)}`,
    call: call.value,
    retry: node.retry,
    awaitStop: true,
    ...(node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs }),
  });
  return refused ?? 'under-way';
}

function runCall(step: Step, at: NodeRef, node: RunNode): Result<RunCall> {
  const argv = textsOf(step, at.scope, node.argv);
  if (!argv.ok) return argv;
  const env = textsOf(
    step,
    at.scope,
    node.env.map(([, value]) => value),
  );
  if (!env.ok) return env;
  const stdin = optional(step, at.scope, node.stdin);
  if (!stdin.ok) return stdin;
  const cwd = optional(step, at.scope, node.cwd);
  if (!cwd.ok) return cwd;
  return {
    ok: true,
    value: {
      kind: 'run',
      key: keyOf(step, visitId(step, at)),
      retry: node.retry,
      ...(node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs }),
      argv: argv.value,
      shell: node.shell,
      env: Object.fromEntries(node.env.map(([name], index) => [name, env.value[index] ?? ''])),
      ...(stdin.value !== undefined && { stdin: stdin.value }),
      ...(cwd.value !== undefined && { cwd: cwd.value }),
      secrets: Object.fromEntries(node.secrets),
      json: node.returns !== undefined,
    },
  };
}

function optional(step: Step, scope: number, template: Template | undefined): Result<string | undefined> {
  return template ? textOf(step, scope, template) : { ok: true, value: undefined };
}

/** `./scripts/publish.sh` → `publish`: the activity type says what is done. */
function programName(call: RunCall): string {
  if (call.shell) return 'sh';
  const base = (call.argv[0] ?? '').split('/').at(-1) ?? '';
  return base.replace(/(?<=.)\.[A-Za-z0-9]+$/, '').slice(0, 100) || 'program';
}

export function endRun(node: RunNode, reply: RunReply): Ending {
  return returning(node.returns, reply.data, { ...reply });
}

export function startTool(step: Step, at: NodeRef, node: ToolNode): Started {
  const input = valueOf(step, at.scope, node.input);
  if (!input.ok) return failed(input.error);
  const timeout = node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs };
  const refused = beginCall(step, at, {
    op: visitId(step, at),
    activity: `tool.${node.tool}`,
    call: {
      kind: 'tool',
      key: keyOf(step, visitId(step, at)),
      retry: node.retry,
      ...timeout,
      tool: node.tool,
      input: input.value ?? {},
      effect: node.effect,
    },
    retry: node.retry,
    awaitStop: false,
    ...timeout,
  });
  return refused ?? 'under-way';
}

export function endTool(node: ToolNode, reply: Json): Ending {
  return returning(node.returns, reply, reply);
}
