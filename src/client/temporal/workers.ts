/** Tells whether Temporal answers and how many workers poll our task queue. Owns nothing else. */
import { isRefusal, type TemporalOptions, within } from './connection.ts';

/** A worker polls again at least once a minute; Temporal remembers pollers for five. */
const freshMs = 75_000;
const patienceMs = 3_000;

export async function health(options: TemporalOptions): Promise<{ temporal: boolean; workers: number }> {
  const { client, namespace, taskQueue } = options;
  try {
    const { pollers } = await within(client, patienceMs, () =>
      // Without a type Temporal describes the queue of workflow tasks, which is the one that makes runs go on.
      client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
    );
    const oldest = (Date.now() - freshMs) / 1000;
    const fresh = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= oldest);
    return { temporal: true, workers: new Set(fresh.map(({ identity }) => identity)).size };
  } catch (error) {
    if (isRefusal(error)) return { temporal: false, workers: 0 };
    throw error;
  }
}
