/**
 * Memory of a worker without its garbage. Loaded by `--import` into every thread of it, with `--expose-gc`: the thread
 * that runs workflow code collects its own when the main thread asks, as only it can.
 */
import { once } from 'node:events';
import { isMainThread } from 'node:worker_threads';

export interface Memory {
  /** Bytes of the process. */
  readonly resident: number;
  /** Bytes of the thread that runs workflow code. */
  readonly heap: number;
}

const channel = new BroadcastChannel('ostinato-bench-memory');
channel.unref();

if (!isMainThread)
  channel.addEventListener('message', () => {
    collect();
    tell(process.memoryUsage().heapUsed);
  });

/** Of a worker with one such thread, as the SDK makes them. */
export async function memory(): Promise<Memory> {
  const answered = once(channel, 'message');
  tell(0);
  const [{ data: heap }] = (await answered) as [{ readonly data: number }];
  collect();
  return { resident: process.memoryUsage.rss(), heap };
}

/** To the other thread. */
function tell(value: number): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  channel.postMessage(value);
}

/** Twice, as what the first has found may hold more; the last resort gives free pages back. */
function collect(): void {
  for (let time = 0; time < 2; time++) globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
}
