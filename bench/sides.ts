/** The processes and connections of a comparison. Owns their life; measures nothing. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Memory } from './memory.ts';

export const sides = ['handwritten', 'handwritten-tuned', 'ostinato'] as const;
export type Side = (typeof sides)[number];

export interface Worker {
  readonly side: Side;
  readonly taskQueue: string;
  readonly pid: number;
  /** CPU so far in ms. */
  cpu(): Promise<number>;
  /** Many tiny runs at once, started in the worker's process; ms until all have ended. */
  crowd(): Promise<number>;
  /** Without its garbage. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface WorkerSettings {
  readonly side: Side;
  readonly address: string;
  /** Folder of large values, the same for all who read the runs. */
  readonly blobs: string;
  readonly taskQueue?: string;
  /** Runs kept in memory; absent = what the SDK finds right. */
  readonly cachedRuns?: number;
}

export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const { side, address, blobs, taskQueue = `bench-${side}-${process.pid}`, cachedRuns = '' } = settings;
  const file = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const memory = new URL('./memory.ts', import.meta.url);
  const child = fork(file, [side, address, taskQueue, blobs, String(cachedRuns)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--expose-gc', '--import', memory.href],
  });
  await answerOf(child);
  const { pid } = child;
  if (pid === undefined) throw new Error('a worker of the bench did not start');
  return {
    side,
    taskQueue,
    pid,
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
    memory: async () => {
      child.send('memory');
      return (await answerOf(child)) as Memory;
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
