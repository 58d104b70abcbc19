/** What a process needs while something runs: its resident memory, every second. Reads Linux's /proc; judges nothing. */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Runs `work` and gives what it gave, how long it took, and the memory of the process during it in MiB. */
export async function watched<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number; readonly memory: readonly number[] }> {
  const memory: number[] = [];
  const stop = new AbortController();
  const sampling = sample(pid, memory, stop.signal);
  const start = performance.now();
  try {
    const value = await work();
    return { value, seconds: (performance.now() - start) / 1_000, memory };
  } finally {
    stop.abort();
    await sampling;
  }
}

async function sample(pid: number, into: number[], until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    into.push(await memoryOf(pid));
    await setTimeout(1_000, undefined, { signal: until }).catch(() => undefined);
  }
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1_024;
}
