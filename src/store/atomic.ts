/**
 * Writes a whole file so that a kill or a power cut at any moment leaves the old bytes or the new ones. Owns the
 * order of the system calls and nothing about what is written.
 *
 * A1. The bytes are on the disk before the name points at them (write, fsync, rename).
 * A2. The name is on the disk before the write is answered (fsync of the folder).
 * A3. What a killed writer leaves ends in `.part` and is never read.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { orAbsent } from './hashed-files.ts';

export const partSuffix = '.part';

type Bytes = string | Uint8Array | AsyncIterable<Uint8Array>;

export function writeAtomic(path: string, bytes: string | Uint8Array): Promise<void> {
  return writeNamed(dirname(path), bytes, () => path);
}

/** For bytes that have their name once they are all there. The parts are written in `folder`, on the same disk. */
export async function writeNamed(folder: string, bytes: Bytes, pathOf: () => string): Promise<void> {
  await makeFolder(folder);
  const part = join(folder, `.${randomBytes(8).toString('hex')}${partSuffix}`);
  try {
    await writeSynced(part, bytes);
    const path = pathOf();
    await makeFolder(dirname(path));
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Removes what killed writers left in the folder (A3). Only for who alone writes there, or with a time long past. */
export async function removeParts(folder: string, before = Infinity): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith('.') && each.endsWith(partSuffix))) {
    const path = join(folder, name);
    const found = await orAbsent(stat(path));
    if (found && found.mtimeMs < before) await rm(path, { force: true });
  }
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

async function writeSynced(path: string, bytes: Bytes): Promise<void> {
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
