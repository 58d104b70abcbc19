/**
 * The activity `tool.NAME`: one call of a tool, arguments checked before, result after. Owns the order of the steps and
 * the words of the errors around a tool; what a tool throws keeps its own.
 */
import type { ToolCall } from '../../interpreter/call.ts';
import type { RunError } from '../../interpreter/errors.ts';
import { isObject, type Json } from '../../interpreter/json.ts';
import type { SchemaFault } from '../../interpreter/schema.ts';
import { suggest } from '../../interpreter/suggest.ts';
import { ArtifactError } from '../../store/artifacts.ts';
import { unlessAborted } from '../abort.ts';
import { artifactsFor } from '../artifacts/for-tools.ts';
import type { Attempt } from '../attempt.ts';
import { CallError, lasting, passing } from '../call-error.ts';
import type { ActivityDeps, ActivityLog } from '../deps.ts';
import { toJson } from '../json-value.ts';
import { resolveSecret } from '../secrets.ts';
import type { Tool, ToolContext } from './define.ts';
import type { ToolRegistry } from './registry.ts';

export type ToolDeps = Pick<ActivityDeps, 'tools' | 'secret' | 'artifacts' | 'log'>;

export async function callTool(call: ToolCall, attempt: Attempt, deps: ToolDeps): Promise<Json> {
  const tool = findTool(deps.tools, call.tool);
  const input = await tool.input.check(call.input);
  if (!input.fits)
    throw lasting('tool-input', `The arguments do not fit the tool \`${call.tool}\``, describe(input.faults));
  attempt.signal.throwIfAborted();
  const result = await awaited(invoke(tool, input.value, contextOf(call, attempt, deps)), attempt, deps.log);
  return checkResult(tool, result);
}

export function findTool(tools: ToolRegistry, name: string): Tool {
  const tool = tools.get(name);
  if (tool !== undefined) return tool;
  const meant = suggest(
    name,
    tools.all.map(({ entry }) => entry.name),
  );
  throw lasting('tool-unknown', `This worker has no tool \`${name}\``, {
    detail:
      meant === undefined
        ? 'Name its module in OSTINATO_TOOLS on every worker, and start them again.'
        : `Did you mean \`${meant}\`?`,
  });
}

function contextOf(call: ToolCall, attempt: Attempt, { secret, artifacts, log }: ToolDeps): ToolContext {
  return {
    key: call.key,
    attempt: attempt.number,
    signal: attempt.signal,
    secret: (name) => resolveSecret(secret, name),
    artifacts: artifactsFor(artifacts, call.key, attempt),
    log: (message, fields) => log.info({ node: attempt.node, tool: call.tool, ...fields }, message),
  };
}

async function invoke(tool: Tool, input: unknown, context: ToolContext): Promise<unknown> {
  try {
    return await tool.run(input, context);
  } catch (error) {
    throw asCallError(error, tool.entry.name);
  }
}

/** By shape and not by class: a module of tools may bring its own copy of `ToolError`. */
function asCallError(thrown: unknown, tool: string): CallError {
  if (thrown instanceof CallError) return thrown;
  // The bytes of an artifact are found to be wrong while they are read.
  if (thrown instanceof ArtifactError)
    return passing('artifact-lost', `The tool \`${tool}\` cannot read an artifact: ${thrown.message}`);
  if (thrown instanceof Error && 'error' in thrown && isRunError(thrown.error)) {
    const after = 'retryAfterMs' in thrown ? thrown.retryAfterMs : undefined;
    return new CallError(thrown.error, typeof after === 'number' ? after : undefined);
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return passing('tool-failed', `The tool \`${tool}\` failed: ${why}`);
}

function isRunError(value: unknown): value is RunError {
  return (
    isObject(value) &&
    typeof value['type'] === 'string' &&
    typeof value['title'] === 'string' &&
    typeof value['retryable'] === 'boolean'
  );
}

/** A tool that does not listen to its signal is left to itself: nothing waits for it any more. */
function awaited(work: Promise<unknown>, { signal, node }: Attempt, log: ActivityLog): Promise<unknown> {
  work.catch((error: unknown) => {
    if (signal.aborted) log.debug({ node, error }, 'an abandoned tool failed');
  });
  return unlessAborted(work, signal);
}

async function checkResult(tool: Tool, result: unknown): Promise<Json> {
  const plain = jsonOf(tool, result);
  // What stands in for the result later is checked then.
  if (isObject(plain) && '$suspend' in plain) return plain;
  if (tool.output === undefined) return plain;
  const output = await tool.output.check(plain);
  if (output.fits) return jsonOf(tool, output.value);
  throw lasting(
    'tool-output',
    `The result does not fit the tool \`${tool.entry.name}\``,
    describe(output.faults),
  );
}

function jsonOf(tool: Tool, value: unknown): Json {
  const plain = toJson(value);
  if (plain.ok) return plain.value;
  throw lasting('tool-output', `The result of the tool \`${tool.entry.name}\` is not JSON: ${plain.problem}`);
}

function describe(faults: readonly SchemaFault[]): Pick<RunError, 'detail' | 'data'> {
  const lines = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return { detail: lines.join('\n'), data: faults.map(({ path, message }) => ({ path, message })) };
}
