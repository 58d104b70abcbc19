/**
 * The port behind which large immutable values are kept under their SHA-256. Owns the shape.
 *
 * B1. A reference is given out only after the bytes are safe on disk.
 * B2. What is read back is checked against the reference: damaged is an error, never wrong bytes.
 */
export interface BlobStore {
  /** Returns `sha256:HEX`. The same bytes give the same reference. */
  put(bytes: Uint8Array): Promise<string>;
  /** Rejects with `BlobError` when missing or damaged. */
  get(reference: string): Promise<Uint8Array>;
}

export class BlobError extends Error {
  readonly reference: string;
  constructor(reference: string, problem: 'missing' | 'damaged') {
    super(`blob ${reference} is ${problem}`);
    this.name = 'BlobError';
    this.reference = reference;
  }
}
