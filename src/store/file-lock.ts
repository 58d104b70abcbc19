/**
 * One writer at a time in a folder, over processes. Owns the lock file and when a killed holder's is passed over.
 *
 * FL1. The lock is a file that only one can make; it is removed when the work has ended, however it ends.
 * FL2. A lock older than `staleMs` belongs to a killed process: the work under it takes milliseconds.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const staleMs = 10_000;
const pauseMs = 10;

export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const lock = join(folder, '.lock');
  while (!(await take(lock))) {
    await passOverStale(lock);
    await setTimeout(pauseMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moved away under a name of its own; where another one was faster, what was moved is a new lock and goes back. */
async function passOverStale(lock: string): Promise<void> {
  try {
    const seen = await stat(lock);
    if (Date.now() - seen.mtimeMs < staleMs) return;
    const aside = `${lock}.${randomBytes(8).toString('hex')}.part`;
    await rename(lock, aside);
    if ((await stat(aside)).ino !== seen.ino) await rename(aside, lock);
    else await rm(aside, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
