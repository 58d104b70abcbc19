/**
 * The body of a response: read up to a cap, then taken for what its headers say it is. Owns the reading and decoding.
 */
import { TextDecoder } from 'node:util';
import type { Json } from '../../../interpreter/json.ts';
import { parseJson } from '../../json-text.ts';

export interface Read {
  readonly bytes: Uint8Array;
  /** False when the cap was met: `bytes` is the beginning. */
  readonly whole: boolean;
}

/** Bytes are counted after decompression. */
export async function readBody(response: Response, cap: number): Promise<Read> {
  const chunks: Uint8Array[] = [];
  let left = cap;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk.subarray(0, left));
    // Leaving the loop cancels the stream.
    if (chunk.length > left) return { bytes: Buffer.concat(chunks), whole: false };
    left -= chunk.length;
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}

export type Decoded = { readonly body: Json; readonly encoding?: 'base64' };

/** JSON as a value, text as text, anything else in base64; null when there is nothing. */
export function decode(read: Read, contentType: string): Decoded {
  const { bytes } = read;
  if (bytes.length === 0) return { body: null };
  const text = textOf(read, contentType);
  if (text === undefined) return { body: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
  if (!/^[^;]*[/+]json\b/i.test(contentType)) return { body: text };
  // A server that calls it JSON and sends something else is met as it is.
  return { body: parseJson(text)?.value ?? text };
}

/** Of a beginning, the character that the cap cut is left out. */
function textOf({ bytes, whole }: Read, contentType: string): string | undefined {
  try {
    return decoderOf(contentType).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
}

/** Throws nothing: a charset that nobody knows is taken for UTF-8. */
function decoderOf(contentType: string): TextDecoder {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return new TextDecoder('utf-8', { fatal: true });
  }
}
