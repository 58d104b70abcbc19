/**
 * The blob store on files, `<folder>/ab/cdef…`, named by the SHA-256 of their bytes. Owns the layout; the promises
 * (B1–B3) are those of the port in `blobs.ts`.
 *
 * FB1. A put and a removal of the same blob may meet: the file is moved aside before it is judged by its age, so that
 *      a put either made it young in time, and it comes back, or finds nothing and writes it anew. Aside it can be
 *      read, and from there it comes back when who moved it was killed.
 */
import { createHash } from 'node:crypto';
import { opendir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from './atomic.ts';
import { type BlobEntry, BlobError, type CollectableBlobs, hashIn } from './blobs.ts';

export function createFileBlobs(folder: string): CollectableBlobs {
  /** Writes under way: who puts the same bytes meanwhile must wait as long (B1). */
  const writing = new Map<string, Promise<void>>();
  const place = `the folder ${folder}`;

  function ensure(path: string, bytes: Uint8Array): Promise<void> {
    const pending = writing.get(path);
    if (pending !== undefined) return pending;
    const write = writeOnce(path, bytes).finally(() => writing.delete(path));
    writing.set(path, write);
    return write;
  }

  return {
    async put(bytes) {
      const hash = sha256(bytes);
      await ensure(pathOf(folder, hash), bytes);
      return `sha256:${hash}`;
    },
    async get(reference) {
      const hash = hashIn(reference);
      const bytes = hash === undefined ? undefined : await find(pathOf(folder, hash));
      if (bytes === undefined) throw new BlobError(reference, 'missing', place);
      if (sha256(bytes) !== hash) throw new BlobError(reference, 'damaged', place);
      return bytes;
    },
    list: () => list(folder),
    async removeIfOlder(reference, before) {
      const hash = hashIn(reference);
      return hash !== undefined && removeIfOlder(pathOf(folder, hash), before);
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Two letters of the hash make a folder, so that none grows past what file systems list well. */
function pathOf(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash.slice(2));
}

/** A damaged file is written anew, which mends it. */
async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const there = await read(path);
  const whole = there !== undefined && Buffer.compare(there, bytes) === 0;
  if (!whole || !(await touch(path))) await writeAtomic(path, bytes);
}

/** Whether the file is there (FB1). */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return (await orAbsent(utimes(path, now, now).then(() => true))) ?? false;
}

const aside = '.removing';

async function find(path: string): Promise<Uint8Array | undefined> {
  return (await read(path)) ?? (await read(path + aside)) ?? read(path);
}

function read(path: string): Promise<Uint8Array | undefined> {
  return orAbsent(readFile(path));
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

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
