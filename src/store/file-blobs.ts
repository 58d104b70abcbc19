/**
 * The blob store on files, `<folder>/ab/cdef…`, named by the SHA-256 of their bytes. Owns the layout; the promises
 * (B1, B2) are those of the port in `blobs.ts`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from './atomic.ts';
import { BlobError, type BlobStore } from './blobs.ts';

const scheme = /^sha256:([0-9a-f]{64})$/;

export function createFileBlobs(folder: string): BlobStore {
  /** Writes under way: who puts the same bytes meanwhile must wait as long (B1). */
  const writing = new Map<string, Promise<void>>();

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
      const hash = scheme.exec(reference)?.[1];
      if (hash === undefined) throw new BlobError(reference, 'missing');
      const bytes = await read(pathOf(folder, hash));
      if (bytes === undefined) throw new BlobError(reference, 'missing');
      if (sha256(bytes) !== hash) throw new BlobError(reference, 'damaged');
      return bytes;
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
  if (there === undefined || Buffer.compare(there, bytes) !== 0) await writeAtomic(path, bytes);
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
