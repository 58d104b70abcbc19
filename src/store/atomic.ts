/**
 * Writes a whole file so that a kill or a power cut at any moment leaves the old bytes or the new ones. Owns the
 * order of the system calls and nothing about what is written.
 *
 * A1. The bytes are on the disk before the name points at them (write, fsync, rename).
 * A2. The name is on the disk before the write is answered (fsync of the folder).
 * A3. What a killed writer leaves ends in `.part` and is never read.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const partSuffix = '.part';

export async function writeAtomic(path: string, bytes: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const part = join(folder, `.${randomBytes(8).toString('hex')}${partSuffix}`);
  try {
    await writeSynced(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Removes what killed writers left in the folder (A3). Only for who alone writes there. */
export async function removeParts(folder: string): Promise<void> {
  const names = await readdir(folder);
  const parts = names.filter((name) => name.startsWith('.') && name.endsWith(partSuffix));
  await Promise.all(parts.map((name) => rm(join(folder, name), { force: true })));
}

/** Makes the folder and its parents, each one entered durably in its own parent. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = dirname(resolve(folder)); ; made = dirname(made)) {
    await syncFolder(made);
    if (made === top) return;
  }
}

async function writeSynced(path: string, bytes: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
