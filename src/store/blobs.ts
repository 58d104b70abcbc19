/**
 * The port behind which large immutable values are kept under their SHA-256. Owns the shape.
 *
 * B1. A reference is given out only after the bytes are safe on disk.
 * B2. What is read back is checked against the reference: damaged is an error, never wrong bytes.
 * B3. A put makes a blob young again, so that collection spares what has just been given out.
 */
export interface BlobStore {
  /** Returns `sha256:HEX`. The same bytes give the same reference. */
  put(bytes: Uint8Array): Promise<string>;
  /** Rejects with `BlobError` when missing or damaged. */
  get(reference: string): Promise<Uint8Array>;
}

/** What collection needs beyond reading and writing. */
export interface Collectable {
  list(): AsyncIterable<BlobEntry>;
  /** Whether it is gone; a blob that was put at or after `before` (ms since 1970) stays. */
  removeIfOlder(reference: string, before: number): Promise<boolean>;
}
export interface CollectableBlobs extends BlobStore, Collectable {}
export interface BlobEntry {
  readonly reference: string;
  readonly bytes: number;
  /** Ms since 1970: when it was put last. */
  readonly putAt: number;
}

/** `place`: where it should be, in words. */
export class BlobError extends Error {
  readonly reference: string;
  constructor(reference: string, problem: 'missing' | 'damaged', place: string) {
    super(
      `blob ${reference} is ${problem} in ${place}. ` +
        'Put it back, as from a backup: what needs it is tried again until it is there.',
    );
    this.name = 'BlobError';
    this.reference = reference;
  }
}

const scheme = /^sha256:([0-9a-f]{64})$/;

/** The hash in a reference; undefined = it is none. */
export function hashIn(reference: string): string | undefined {
  return scheme.exec(reference)?.[1];
}
