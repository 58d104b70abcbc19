/**
 * Work that waits in a task queue which no worker polls, as one does whose name is mistyped. Owns when that is asked: of
 * queues other than the run's own, when something has waited there for a while.
 */
import proto from '@temporalio/proto';
import type { Recorded } from '../projection.ts';
import type { TemporalOptions } from './connection.ts';
import { workersAt } from './workers.ts';

const { PENDING_ACTIVITY_STATE_SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState;

const patienceMs = 3_000;

/** The task queue, by the operation that waits in it. */
export async function unserved(
  options: TemporalOptions,
  { description, histories }: Recorded,
): Promise<ReadonlyMap<string, string>> {
  const latest = (Date.now() - patienceMs) / 1_000;
  const waiting = (description.raw.pendingActivities ?? []).filter(
    ({ state, scheduledTime }) =>
      state === PENDING_ACTIVITY_STATE_SCHEDULED && Number(scheduledTime?.seconds ?? 0) <= latest,
  );
  if (waiting.length === 0) return new Map();
  const queues = queuesOf(histories);
  const pairs = waiting.flatMap(({ activityId }) => {
    const queue = queues.get(activityId ?? '');
    return queue === undefined || queue === options.taskQueue ? [] : [[activityId ?? '', queue] as const];
  });
  const empty = new Set(await withoutWorkers(options, new Set(pairs.map(([, queue]) => queue))));
  return new Map(pairs.filter(([, queue]) => empty.has(queue)));
}

/** By activity id; what is under way was begun in the newest execution. */
function queuesOf(histories: Recorded['histories']): ReadonlyMap<string, string> {
  const events = histories.at(-1)?.events ?? [];
  return new Map(
    events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled ? [[scheduled.activityId ?? '', scheduled.taskQueue?.name ?? ''] as const] : [],
    ),
  );
}

async function withoutWorkers(
  options: TemporalOptions,
  queues: ReadonlySet<string>,
): Promise<readonly string[]> {
  const asked = [...queues].map(async (queue) => ({ queue, workers: await workersAt(options, queue) }));
  return (await Promise.all(asked)).flatMap(({ queue, workers }) => (workers === 0 ? [queue] : []));
}
