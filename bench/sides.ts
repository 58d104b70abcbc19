/** The processes and connections of a comparison. Owns their life; measures nothing. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const sides = ['handwritten', 'handwritten-tuned', 'ostinato'] as const;
export type Side = (typeof sides)[number];

export interface Worker {
  readonly side: Side;
  readonly taskQueue: string;
  /** CPU so far in ms. */
  cpu(): Promise<number>;
  /** Many tiny runs at once, started in the worker's process; ms until all have ended. */
  crowd(): Promise<number>;
  stop(): Promise<void>;
}

/** `blobs`: folder of large values, the same for all who read the runs. */
export async function startWorker(
  side: Side,
  address: string,
  blobs: string,
  taskQueue = `bench-${side}-${process.pid}`,
): Promise<Worker> {
  const file = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const child = fork(file, [side, address, taskQueue, blobs], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await answerOf(child);
  return {
    side,
    taskQueue,
    cpu: async () => {
      child.send('cpu');
      // The worker answers each message with exactly one.
      const { cpu } = (await answerOf(child)) as { readonly cpu: number };
      return cpu / 1_000;
    },
    crowd: async () => {
      child.send('crowd');
      return ((await answerOf(child)) as { readonly ms: number }).ms;
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error('a worker of the bench ended');
  });
  // Whoever loses the race stays unheard on purpose.
  died.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), died])) as [unknown];
    return message;
  } finally {
    heard.abort();
  }
}
