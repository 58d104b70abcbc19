/** Opens the store of large values that is configured. Owns the choice. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { CollectableBlobs } from './blobs.ts';
import { createFileBlobs } from './file-blobs.ts';

export async function openBlobs({ data }: Pick<Config, 'data'>): Promise<CollectableBlobs> {
  return createFileBlobs(join(data, 'blobs'));
}
