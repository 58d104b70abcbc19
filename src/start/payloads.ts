/** Where large values and artifacts are kept, and how Temporal's payloads are written and read. Owns the wiring. */
import type { DataConverter } from '@temporalio/common';
import type { Config } from '../config.ts';
import { dataConverter } from '../payloads/converter.ts';
import type { CollectableBlobs } from '../store/blobs.ts';
import type { CollectableArtifacts } from '../store/artifacts.ts';
import { openArtifacts, openBlobs } from '../store/open-blobs.ts';

export interface Payloads {
  readonly blobs: CollectableBlobs;
  readonly artifacts: CollectableArtifacts;
  readonly dataConverter: DataConverter;
}

export async function openPayloads(config: Config): Promise<Payloads> {
  const blobs = await openBlobs(config);
  const artifacts = await openArtifacts(config);
  return { blobs, artifacts, dataConverter: dataConverter(blobs, config.keys) };
}
