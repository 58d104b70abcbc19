/**
 * A conversation as an append-only chain of blobs `{ parent, messages }`, named by the reference of its last one. Owns
 * the chain; a turn adds one blob, so that what travels through a run's history never grows.
 *
 * A retried turn appends to the same parent: nothing is overwritten, what nobody refers to is left for collection.
 */
import { isObject, type Json } from '../../interpreter/json.ts';
import { BlobError, type BlobStore } from '../../store/blobs.ts';
import { valueLost } from '../../interpreter/errors.ts';
import { CallError, lasting } from '../call-error.ts';
import type { Message } from './conversation.ts';

interface Link {
  readonly parent: string | null;
  readonly messages: readonly Message[];
}

/** Answers the reference of the longer conversation. */
export function appendToThread(
  blobs: BlobStore,
  parent: string | undefined,
  messages: readonly Message[],
): Promise<string> {
  const link: Link = { parent: parent ?? null, messages };
  return blobs.put(new TextEncoder().encode(JSON.stringify(link)));
}

/** All messages, the oldest first. Throws `valueLost` when a part is missing or damaged, `thread` when it is none. */
export async function loadThread(
  blobs: BlobStore,
  reference: string | undefined,
): Promise<readonly Message[]> {
  const parts: (readonly Message[])[] = [];
  for (let next = reference ?? null; next !== null; ) {
    const { parent, messages } = await loadLink(blobs, next);
    parts.push(messages);
    next = parent;
  }
  return parts.reverse().flat();
}

async function loadLink(blobs: BlobStore, reference: string): Promise<Link> {
  const value = parseLink(await load(blobs, reference));
  if (value !== undefined) return value;
  throw lasting('thread', `${reference} is no part of a conversation`);
}

async function load(blobs: BlobStore, reference: string): Promise<Uint8Array> {
  try {
    return await blobs.get(reference);
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    // The driver begins the turn again when the part is back.
    const title = `A part of the conversation cannot be read: ${error.message}`;
    throw new CallError({ type: valueLost, title, retryable: false, data: { reference } });
  }
}

/** The bytes are those that were put under their hash: that it is a link at all is the only question. */
function parseLink(bytes: Uint8Array): Link | undefined {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
    const isLink = isObject(value) && 'parent' in value && Array.isArray(value['messages']);
    return isLink ? (value as unknown as Link) : undefined;
  } catch {
    return undefined;
  }
}
