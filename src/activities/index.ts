/**
 * The activities of a worker: one function for every activity type (`call.ts`). Owns what
 * touches Temporal: its context, heartbeats, and which failures it is told.
 */
import { CancelledFailure, Context } from '@temporalio/activity';
import type { Call } from '../interpreter/call.ts';
import type { Json } from '../interpreter/json.ts';
import type { Attempt } from './attempt.ts';
import { passing } from './call-error.ts';
import type { ActivityDeps } from './deps.ts';
import { toFailure } from './failure.ts';
import { perform } from './perform.ts';

export type { ActivityDeps } from './deps.ts';

/** Well under the heartbeat timeout; a cancellation reaches an activity with the answer to a heartbeat. */
const beatMs = 3_000;

/** The SDK's word for a worker that is asked to end. */
const workerEnds = 'WORKER_SHUTDOWN';

export interface Activities {
  /** Serves every activity type; `call` is what the core put into its command. */
  readonly default: (call: Call) => Promise<unknown>;
}

export function createActivities(deps: ActivityDeps): Activities {
  return {
    default: async (call) => {
      const context = Context.current();
      const heart = startHeart(context);
      try {
        return await perform(call, attemptOf(call, context, heart.beat), deps);
      } catch (thrown) {
        throw failureOf(thrown, call, context, deps.now());
      } finally {
        heart.stop();
      }
    },
  };
}

interface Heart {
  readonly beat: (details: Json) => void;
  readonly stop: () => void;
}

/** The first beat is the activity's own, so that what it remembers is not held back behind an empty one. */
function startHeart(context: Context): Heart {
  if (context.info.heartbeatTimeoutMs === undefined) return { beat: () => undefined, stop: () => undefined };
  let details: Json = null;
  const beat = () => context.heartbeat(details);
  const timer = setInterval(beat, beatMs);
  return {
    beat: (next) => {
      details = next;
      beat();
    },
    stop: () => clearInterval(timer),
  };
}

function attemptOf(
  { localOp, tried = 0 }: Call,
  { info, cancellationSignal }: Context,
  beat: Attempt['beat'],
): Attempt {
  return {
    runId: info.workflowExecution?.workflowId ?? '',
    workflow: info.workflowType ?? '',
    activity: info.activityType,
    node: localOp ?? info.activityId,
    number: info.attempt + tried,
    local: info.isLocal,
    scheduledAt: info.scheduledTimestampMs,
    signal: cancellationSignal,
    beat,
    remembered: info.heartbeatDetails,
  };
}

/** Cancellation goes on as Temporal's own; only the end of the worker is told as what it is for the run. */
function failureOf(thrown: unknown, call: Call, { info }: Context, now: number): unknown {
  const leftMs = info.scheduledTimestampMs + (call.timeoutMs ?? Infinity) - now;
  const attempt = info.attempt + (call.tried ?? 0);
  if (!(thrown instanceof CancelledFailure)) return toFailure(thrown, call.retry, attempt, leftMs);
  if (thrown.message !== workerEnds) return thrown;
  const lost = passing('worker-lost', 'The worker that executed the node was stopped', {
    detail: 'Give the node a `retry` if it may run twice.',
  });
  return toFailure(lost, call.retry, attempt, leftMs);
}
