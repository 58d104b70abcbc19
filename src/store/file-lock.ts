/**
 * One writer at a time in a folder, over processes. Owns the lock file and when a killed holder's is passed over.
 *
 * FL1. The lock is a file that only one can make; it is removed when the work has ended, however it ends.
 * FL2. A lock whose process of this machine is no more is passed over at once; one of another machine when it is older
 *      than `staleMs`: the work under it takes milliseconds.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
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
    const file = await open(lock, 'wx');
    await file.writeFile(`${process.pid} ${hostname()}`);
    await file.close();
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
    const isNew = Date.now() - seen.mtimeMs < staleMs;
    if (isNew && !holderIsGone(await readFile(lock, 'utf8'))) return;
    const aside = `${lock}.${randomBytes(8).toString('hex')}.part`;
    await rename(lock, aside);
    if ((await stat(aside)).ino !== seen.ino) await rename(aside, lock);
    else await rm(aside, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Nothing is said of other machines, and of a holder that was killed before it could write its name. */
function holderIsGone(holder: string): boolean {
  const [pid = '', host] = holder.split(' ');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
