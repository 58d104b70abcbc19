/**
 * Removes blobs and artifacts that nothing retained refers to (settled by `reach.ts`). Owns the order, which is safe beside workers:
 * what was put after the search began is young, and a put of what is there makes it young again (B3).
 */
import type { Client } from '@temporalio/client';
import type { CollectableArtifacts } from '../store/artifacts.ts';
import type { CollectableBlobs } from '../store/blobs.ts';
import { reachable } from './reach.ts';

export interface Collected {
  readonly removed: number;
  /** Of what was removed. */
  readonly bytes: number;
  readonly kept: number;
}

export interface Stores {
  readonly blobs: CollectableBlobs;
  readonly artifacts: CollectableArtifacts;
}

/** `before`, ms since 1970: younger ones stay, whatever refers to them. `texts` are searched for references too. */
export async function collectBlobs(
  client: Client,
  { blobs, artifacts }: Stores,
  texts: AsyncIterable<string>,
  before: number,
): Promise<Collected> {
  const reached = await reachable(client, blobs, texts);
  let [removed, bytes, kept] = [0, 0, 0];
  for (const store of [blobs, artifacts]) {
    for await (const blob of store.list()) {
      const old = blob.putAt < before && !reached.has(blob.reference);
      if (old && (await store.removeIfOlder(blob.reference, before))) {
        removed++;
        bytes += blob.bytes;
      } else {
        kept++;
      }
    }
  }
  await artifacts.removeUnfinished(before);
  return { removed, bytes, kept };
}
