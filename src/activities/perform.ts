/**
 * One attempt at any call: the dispatch by kind, the time limits around it, the size of what comes back. Owns that and
 * nothing of Temporal.
 */
import type {
  AwaitCall,
  Call,
  LockCall,
  ClosedRunsCall,
  ClosedRunsReply,
  SubscribeCall,
} from '../interpreter/call.ts';
import { largestValue } from '../interpreter/core/effort.ts';
import { takeTurn } from './agent/turn.ts';
import type { Attempt } from './attempt.ts';
import { getKept, kept, putKept } from './cache/keep.ts';
import { lasting, passing } from './call-error.ts';
import { compileMade } from './definitions/compile.ts';
import { loadDefinition } from './definitions/load.ts';
import type { ActivityDeps } from './deps.ts';
import { withinLimits } from './limits.ts';
import { runProgram } from './run/run.ts';
import { callTool } from './tools/call.ts';

/** Rejects with a `CallError`, with the reason of the attempt's signal, or with a fault of ours. */
export async function perform(call: Call, attempt: Attempt, deps: ActivityDeps): Promise<unknown> {
  const reply = await withinLimits(call, attempt, deps.now(), (limited) => dispatch(call, limited, deps));
  checkSize(reply);
  return reply;
}

function dispatch(call: Call, attempt: Attempt, deps: ActivityDeps): Promise<unknown> {
  switch (call.kind) {
    case 'run':
      // A reply is plain JSON; an interface does not say so.
      return kept(call, attempt, deps, async () => ({ ...(await runProgram(call, attempt, deps)) }));
    case 'tool':
      return kept(call, attempt, deps, () => callTool(call, attempt, deps));
    case 'turn':
      return takeTurn(call, attempt, deps);
    case 'cache':
      return call.value === undefined ? getKept(call, deps) : putKept(call, call.value, attempt, deps);
    case 'emit':
      return deps.peers.emit({ ...call.event, id: call.key });
    case 'subscribe':
      return subscribe(call, attempt, deps);
    case 'lock':
      return lock(call, attempt, deps);
    case 'closed-runs':
      return closedRuns(call, deps);
    case 'compile':
      return compileMade(call, deps);
    case 'load':
      return loadDefinition(call, deps);
    case 'value':
      return awaitValue(call, deps);
  }
}

function subscribe(
  { name, eventKey }: SubscribeCall,
  { runId }: Attempt,
  { peers }: ActivityDeps,
): Promise<void> {
  return peers.subscribe(runId, { name, ...(eventKey !== undefined && { key: eventKey }) });
}

function lock(
  { op, names, execution = '' }: LockCall,
  { runId, activity }: Attempt,
  { peers }: ActivityDeps,
) {
  const holder = { runId, execution, op };
  return activity === 'lock.release' ? peers.releaseLock(holder) : peers.acquireLock({ ...holder, names });
}

async function closedRuns({ runs }: ClosedRunsCall, { peers }: ActivityDeps): Promise<ClosedRunsReply> {
  return { closed: await Promise.all(runs.map((run) => peers.isClosed(run))) };
}

/** What is given is not the value: who needs it reads it by itself. */
async function awaitValue({ reference }: AwaitCall, { blobs }: ActivityDeps): Promise<null> {
  try {
    await blobs.get(reference);
    return null;
  } catch (error) {
    throw passing('store', error instanceof Error ? error.message : String(error));
  }
}

function checkSize(reply: unknown): void {
  const size = sizeOf(reply);
  if (size <= largestValue) return;
  throw lasting('output', size === Infinity ? 'The result is nested too deeply' : 'The result is too large', {
    detail: `As JSON it may take ${largestValue} bytes${size === Infinity ? '' : ` and takes ${size}`}. Keep it elsewhere and give back where it is.`,
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
