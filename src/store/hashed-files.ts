/**
 * Files that are named by the SHA-256 of their bytes, `<folder>/ab/cdef…`. Owns the layout, the finding and the removing;
 * what is written and read is its users'.
 *
 * FB1. A put and a removal of the same file may meet: the file is moved aside before it is judged by its age, so that
 *      a put either made it young in time, and it comes back, or finds nothing and writes it anew. Aside it can be
 *      read, and from there it comes back when who moved it was killed.
 */
import { opendir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobEntry, type Collectable, hashIn } from './blobs.ts';

/** Two letters of the hash make a folder, so that none grows past what file systems list well. */
export function pathOf(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash.slice(2));
}

/** Whether the file is there (FB1). */
export async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return (await orAbsent(utimes(path, now, now).then(() => true))) ?? false;
}

const aside = '.removing';

/** Reads the file at the path, or where a removal has put it. */
export async function find<T>(
  path: string,
  read: (path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  return (await read(path)) ?? (await read(path + aside)) ?? read(path);
}

export function collecting(folder: string): Collectable {
  return {
    list: () => list(folder),
    async removeIfOlder(reference, before) {
      const hash = hashIn(reference);
      return hash !== undefined && removeIfOlder(pathOf(folder, hash), before);
    },
  };
}

async function* list(folder: string): AsyncIterable<BlobEntry> {
  for await (const { parentPath, name } of (await orAbsent(opendir(folder, { recursive: true }))) ?? []) {
    const whole = name.endsWith(aside) ? name.slice(0, -aside.length) : name;
    const reference = `sha256:${parentPath.slice(-2)}${whole}`;
    if (hashIn(reference) === undefined) continue;
    const path = join(parentPath, whole);
    if (whole !== name) await orAbsent(rename(path + aside, path));
    // What has been removed meanwhile is not there to be listed.
    const found = await orAbsent(stat(path));
    if (found) yield { reference, bytes: found.size, putAt: found.mtimeMs };
  }
}

async function removeIfOlder(path: string, before: number): Promise<boolean> {
  if ((await orAbsent(rename(path, path + aside).then(() => true))) === undefined) return false;
  const { mtimeMs } = await stat(path + aside);
  if (mtimeMs >= before) {
    await rename(path + aside, path);
    return false;
  }
  await rm(path + aside);
  return true;
}

/** Nothing where the file is not there. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
