/**
 * Keeps what a program writes, within a number of bytes. Owns the two ways of keeping: the head, which says when it is
 * full, and the tail, which forgets.
 */
import type { Readable } from 'node:stream';

export interface Head {
  text(): string;
  /** Resolves as soon as more than the cap was read. */
  readonly full: Promise<void>;
  isFull(): boolean;
}

/** Bytes that are not UTF-8 become U+FFFD; a character that was written in two pieces stays whole. */
export function captureHead(stream: Readable, cap: number): Head {
  const chunks: Buffer[] = [];
  let size = 0;
  const full = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= cap) chunks.push(chunk);
      else resolve();
    });
  });
  return { text: () => Buffer.concat(chunks).toString('utf8'), full, isFull: () => size > cap };
}

export interface Tail {
  /** The last bytes, from the first whole character on. */
  text(): string;
}

export function captureTail(stream: Readable, cap: number): Tail {
  let kept = Buffer.alloc(0);
  let forgot = false;
  stream.on('data', (chunk: Buffer) => {
    const all = Buffer.concat([kept, chunk]);
    forgot ||= all.length > cap;
    kept = all.subarray(Math.max(0, all.length - cap));
  });
  return { text: () => kept.subarray(forgot ? firstCharacter(kept) : 0).toString('utf8') };
}

/** Bytes 10xxxxxx go on with a character that began before; there are at most three. */
function firstCharacter(bytes: Buffer): number {
  const start = bytes.subarray(0, 4).findIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000);
  return Math.max(start, 0);
}
