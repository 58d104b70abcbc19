/**
 * Removes blobs that nothing retained refers to (settled by `reach.ts`). Owns the order, which is safe beside workers:
 * what was put after the search began is young, and a put of what is there makes it young again (B3).
 */
import type { Client } from '@temporalio/client';
import type { CollectableBlobs } from '../store/blobs.ts';
import { reachable } from './reach.ts';

export interface Collected {
  readonly removed: number;
  /** Of what was removed. */
  readonly bytes: number;
  readonly kept: number;
}

/** `before`, ms since 1970: younger ones stay, whatever refers to them. `texts` are searched for references too. */
export async function collectBlobs(
  client: Client,
  blobs: CollectableBlobs,
  texts: AsyncIterable<string>,
  before: number,
): Promise<Collected> {
  const reached = await reachable(client, blobs, texts);
  let [removed, bytes, kept] = [0, 0, 0];
  for await (const blob of blobs.list()) {
    const old = blob.putAt < before && !reached.has(blob.reference);
    if (old && (await blobs.removeIfOlder(blob.reference, before))) {
      removed++;
      bytes += blob.bytes;
    } else {
      kept++;
    }
  }
  return { removed, bytes, kept };
}
