/**
 * One attempt at any call: the dispatch by kind, the time limits around it, the size of what comes back. Owns that and
 * nothing of Temporal.
 */
import type { Call } from '../interpreter/call.ts';
import { takeTurn } from './agent/turn.ts';
import type { Attempt } from './attempt.ts';
import { lasting } from './call-error.ts';
import type { ActivityDeps } from './deps.ts';
import { withinLimits } from './limits.ts';
import { runProgram } from './run/run.ts';
import { callTool } from './tools/call.ts';

/** Temporal refuses payloads of 2 MiB; a little is left for what it adds. */
const replyCap = 1_900_000;

/** Rejects with a `CallError`, with the reason of the attempt's signal, or with a fault of ours. */
export async function perform(call: Call, attempt: Attempt, deps: ActivityDeps): Promise<unknown> {
  const reply = await withinLimits(call, attempt, deps.now(), (limited) => dispatch(call, limited, deps));
  checkSize(reply);
  return reply;
}

function dispatch(call: Call, attempt: Attempt, deps: ActivityDeps): Promise<unknown> {
  switch (call.kind) {
    case 'run':
      return runProgram(call, attempt, deps);
    case 'tool':
      return callTool(call, attempt, deps);
    case 'turn':
      return takeTurn(call, attempt, deps);
  }
}

function checkSize(reply: unknown): void {
  const size = sizeOf(reply);
  if (size <= replyCap) return;
  throw lasting('output', size === Infinity ? 'The result is nested too deeply' : 'The result is too large', {
    detail: `As JSON it may take ${replyCap} bytes${size === Infinity ? '' : ` and takes ${size}`}. Keep it elsewhere and give back where it is.`,
  });
}

/** Infinity when it is nested too deeply to be written at all. */
function sizeOf(reply: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(reply) ?? '');
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}
