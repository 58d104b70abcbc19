/**
 * The port behind which files of any size are kept under their SHA-256, streamed in and out. Owns the shape.
 *
 * AR1. What is put is told only when its bytes are safe; of what was not put whole, nothing is ever read.
 * AR2. A whole read is checked: its last bytes come when all of them were the right ones, else the stream fails.
 * AR3. Only pieces of a file are in memory.
 * AR4. A put makes a file young again, so that collection spares what has just been told, and mends what is damaged.
 */
import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { Collectable } from './blobs.ts';

/** A file by its bytes. */
export interface FileBytes {
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Bytes of a file, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ArtifactStore {
  /** Rejects with what `bytes` reject with, and keeps nothing then. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<FileBytes>;
  /**
   * Rejects with `ArtifactError` when it is missing or has another size; where other bytes are found, the stream fails
   * with it. A part of a file is not checked. The stream must be read or destroyed.
   */
  read(file: FileBytes, range?: ByteRange): Promise<Readable>;
}

/** With what collection needs. */
export interface CollectableArtifacts extends ArtifactStore, Collectable {
  /** Removes what puts have left behind that were killed before then (ms since 1970). */
  removeUnfinished(before: number): Promise<void>;
}

/** `place`: where it should be, in words. */
export class ArtifactError extends Error {
  readonly sha256: string;
  constructor(sha256: string, problem: 'missing' | 'damaged', place: string) {
    super(
      `the artifact with the SHA-256 ${sha256} is ${problem} in ${place}. ` +
        'Put it back, as from a backup, or let the node that made it do so again.',
    );
    this.name = 'ArtifactError';
    this.sha256 = sha256;
  }
}

/** Bytes that pass through, with what they come to once all have. */
export function measured(bytes: AsyncIterable<Uint8Array>): {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sum: () => FileBytes;
} {
  const hash = createHash('sha256');
  let size = 0;
  let sum: FileBytes | undefined;
  return {
    bytes: (async function* pass() {
      for await (const piece of bytes) {
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
    })(),
    sum: () => (sum ??= { sha256: hash.digest('hex'), size }),
  };
}

/** AR2: one piece is held back until the hash is known. */
export function verified(source: Readable, { sha256, size }: FileBytes, place: string): Readable {
  const hash = createHash('sha256');
  let count = 0;
  let held: Uint8Array | undefined;
  const check = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      hash.update(piece);
      count += piece.length;
      const before = held;
      held = piece;
      done(null, before);
    },
    flush(done) {
      if (count !== size || hash.digest('hex') !== sha256) done(new ArtifactError(sha256, 'damaged', place));
      else done(null, held);
    },
  });
  // Whoever reads is told of the failure; here nothing else is to be done.
  return pipeline(source, check, () => undefined);
}
