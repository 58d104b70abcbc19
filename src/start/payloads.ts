/** Where large values are kept, and how Temporal's payloads are written and read. Owns the wiring. */
import type { DataConverter } from '@temporalio/common';
import type { Config } from '../config.ts';
import { dataConverter } from '../payloads/converter.ts';
import type { CollectableBlobs } from '../store/blobs.ts';
import { openBlobs } from '../store/open-blobs.ts';

export interface Payloads {
  readonly blobs: CollectableBlobs;
  readonly dataConverter: DataConverter;
}

export async function openPayloads(config: Config): Promise<Payloads> {
  const blobs = await openBlobs(config);
  return { blobs, dataConverter: dataConverter(blobs, config.keys) };
}
