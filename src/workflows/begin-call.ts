/**
 * Begins an activity of a call. One that was not begun, because what it is given could not be fetched from the store of
 * large values, has failed with `valueLost`: another activity, `value.await`, then waits until the value is there, and
 * the call is begun again, as often as need be. Owns that; the core hears nothing of it.
 */
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
} from '@temporalio/workflow';
import {
  type AwaitCall,
  type CallCommand,
  isObject,
  type RetryPlan,
  valueLost,
} from '../interpreter/sandbox.ts';
import { activityOptions } from './activity-options.ts';
import { awaitActivity, awaitSuffix } from './messages.ts';

type Begun = Pick<CallCommand, 'op' | 'queue' | 'awaitStop'>;
type Awaiting = Record<typeof awaitActivity, (call: AwaitCall) => Promise<null>>;

/** For as long as it takes: who mends the store knows nothing of attempts. */
const retry: RetryPlan = { attempts: 1_000_000, backoffMs: 1_000, factor: 2, maxMs: 30_000, jitter: 0 };

/** `begin` schedules the activity. In all that is usual it costs no promise beyond its own. */
export function beginCall<Reply>(
  call: Begun,
  begin: () => Promise<Reply>,
  done: (reply: Reply) => void,
  failed: (failure: unknown) => void,
): void {
  begin().then(done, (failure: unknown) => {
    const reference = lostValue(failure);
    if (reference === undefined) return failed(failure);
    awaitValue(call, reference).then(() => beginCall(call, begin, done, failed), failed);
  });
}

function awaitValue({ op, queue, awaitStop }: Begun, reference: string): Promise<null> {
  const activities = proxyActivities<Awaiting>({
    ...activityOptions({
      op: `${op}${awaitSuffix}`,
      activity: awaitActivity,
      title: 'A large value is missing from the store',
      retry,
      ...(queue !== undefined && { queue }),
    }),
    cancellationType: cancellationOf(awaitStop),
  });
  return activities[awaitActivity]({ kind: 'value', key: op, retry, reference });
}

/** `awaitStop`: what is stopped counts as under way until it has ended. */
export function cancellationOf(awaitStop: boolean): ActivityCancellationType {
  return awaitStop
    ? ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
    : ActivityCancellationType.TRY_CANCEL;
}

/** Reference of what the call could not be given; used by the driver and, on histories, by the client. */
export function lostValue(failure: unknown): string | undefined {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (!(cause instanceof ApplicationFailure) || cause.type !== valueLost) return undefined;
  const [error] = cause.details ?? [];
  const data = isObject(error) ? error['data'] : undefined;
  return isObject(data) && typeof data['reference'] === 'string' ? data['reference'] : undefined;
}
