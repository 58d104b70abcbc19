/** Tells whether Temporal answers and how many workers poll a task queue. Owns nothing else. */
import proto from '@temporalio/proto';
import { ask, isRefusal, type TemporalOptions, within } from './connection.ts';

const { TASK_QUEUE_TYPE_ACTIVITY, TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

/** A worker polls again at least once a minute; Temporal remembers pollers for five. */
const freshMs = 75_000;
const patienceMs = 3_000;

export async function health(options: TemporalOptions): Promise<{ temporal: boolean; workers: number }> {
  try {
    // The tasks of runs are what makes them go on.
    const workers = await within(options.client, patienceMs, () =>
      workersOf(options, options.taskQueue, TASK_QUEUE_TYPE_WORKFLOW),
    );
    return { temporal: true, workers };
  } catch (error) {
    if (isRefusal(error)) return { temporal: false, workers: 0 };
    throw error;
  }
}

/** How many workers do the work of nodes that waits in this task queue. */
export function workersAt(options: TemporalOptions, queue: string): Promise<number> {
  return ask(options.client, () => workersOf(options, queue, TASK_QUEUE_TYPE_ACTIVITY), patienceMs);
}

async function workersOf(
  { client, namespace }: TemporalOptions,
  name: string,
  taskQueueType: proto.temporal.api.enums.v1.TaskQueueType,
): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    taskQueueType,
  });
  const oldest = (Date.now() - freshMs) / 1000;
  const fresh = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= oldest);
  return new Set(fresh.map(({ identity }) => identity)).size;
}
