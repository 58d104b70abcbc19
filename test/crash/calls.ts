/**
 * What the histories of a run say of its calls: how often each was tried and when its end was recorded. Owns the reading
 * of activities and of the markers of the local lane.
 */
import type { Decode } from '../../src/client/folding.ts';
import type { RetryPlan } from '../../src/interpreter/plan.ts';
import { afterLocal } from '../../src/workflows/after-local.ts';
import { readLocalSummary } from '../../src/workflows/local.ts';
import type { historiesOf } from '../support/temporal.ts';
import { toolNames } from './world.ts';

export type History = Awaited<ReturnType<typeof historiesOf>>[number];
type Event = NonNullable<History['events']>[number];

export interface Call {
  /** Those that are recorded. */
  attempts: number;
  /** Not every attempt is recorded: it may have been made in the local lane and lost with its workflow task. */
  readonly quick: boolean;
  /** Where it is in doubt a person is asked. */
  readonly once: boolean;
  /** Ms since 1970. */
  endedAt?: number;
  /** It has given a result or an error of its own. */
  replied?: boolean;
}

/** By operation. */
export async function callsIn(
  histories: readonly History[],
  decode: Decode,
): Promise<ReadonlyMap<string, Call>> {
  const calls = new Map<string, Call>();
  for (const { events } of histories) {
    const scheduled = new Map<string, Call>();
    for (const event of events ?? []) {
      noteActivity(event, calls, scheduled);
      await noteLocal(event, calls, decode);
    }
  }
  return calls;
}

/** An operation is scheduled anew after an attempt in the local lane, and where a person has said `again`. */
function noteActivity(event: Event, calls: Map<string, Call>, scheduled: Map<string, Call>): void {
  const {
    activityTaskScheduledEventAttributes: begun,
    activityTaskStartedEventAttributes: started,
    activityTaskCompletedEventAttributes: completed,
    activityTaskFailedEventAttributes: failed,
  } = event;
  const type = begun?.activityType?.name ?? '';
  if (type.startsWith('tool.') || type.startsWith('run.')) {
    const op = begun?.activityId ?? '';
    const once = (begun?.retryPolicy?.nonRetryableErrorTypes ?? []).length > 0;
    const quick = type === `tool.${toolNames.quick}`;
    const { attempts } = calls.get(op) ?? { attempts: 0 };
    const call: Call = { attempts, quick, once };
    scheduled.set(String(event.eventId), call);
    calls.set(op, call);
  }
  const call = scheduled.get(String((started ?? completed ?? failed)?.scheduledEventId));
  if (!call) return;
  if (started) call.attempts += started.attempt ?? 1;
  else Object.assign(call, { replied: true, endedAt: msOf(event.eventTime) });
}

/** As the graphs have it. */
const retry: RetryPlan = { attempts: 50, backoffMs: 100, factor: 1, maxMs: 60_000, jitter: 0 };

async function noteLocal(event: Event, calls: Map<string, Call>, decode: Decode): Promise<void> {
  const { markerRecordedEventAttributes: marker, userMetadata } = event;
  if (!marker || !userMetadata?.summary) return;
  const [summary] = await decode.values({ payloads: [userMetadata.summary] });
  const { op } = (typeof summary === 'string' && readLocalSummary(summary)) || {};
  if (op === undefined) return;
  const { attempts } = calls.get(op) ?? { attempts: 0 };
  const failure = await decode.failure(marker.failure);
  const replied = failure === undefined || afterLocal(failure, retry).is === 'failed';
  calls.set(op, {
    attempts: attempts + 1,
    quick: true,
    once: false,
    ...(replied && { replied, endedAt: msOf(event.eventTime) }),
  });
}

function msOf(
  time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds) * 1_000 + Math.ceil((time?.nanos ?? 0) / 1e6);
}
