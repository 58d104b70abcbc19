/**
 * The blob store on files. Owns their reading and writing; the layout is `hashed-files.ts`, the promises (B1–B3) are those
 * of the port in `blobs.ts`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeAtomic } from './atomic.ts';
import { BlobError, type CollectableBlobs, hashIn } from './blobs.ts';
import { collecting, find, orAbsent, pathOf, touch } from './hashed-files.ts';

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
      const bytes = hash === undefined ? undefined : await find(pathOf(folder, hash), read);
      if (bytes === undefined) throw new BlobError(reference, 'missing', place);
      if (sha256(bytes) !== hash) throw new BlobError(reference, 'damaged', place);
      return bytes;
    },
    ...collecting(folder),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A damaged file is written anew, which mends it. */
async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const there = await read(path);
  const whole = there !== undefined && Buffer.compare(there, bytes) === 0;
  if (!whole || !(await touch(path))) await writeAtomic(path, bytes);
}

function read(path: string): Promise<Uint8Array | undefined> {
  return orAbsent(readFile(path));
}
