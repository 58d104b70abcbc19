/** Opens the store of large values that is configured. Owns the choice; the AWS SDK is loaded for S3 only. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { CollectableBlobs } from './blobs.ts';
import { createFileBlobs } from './file-blobs.ts';

export async function openBlobs({ data, blobs }: Pick<Config, 'data' | 'blobs'>): Promise<CollectableBlobs> {
  if (blobs === undefined) return createFileBlobs(join(data, 'blobs'));
  const { createS3Blobs } = await loadS3();
  return createS3Blobs(blobs);
}

/** An optional dependency: who keeps files does not carry it. */
async function loadS3() {
  try {
    return await import('./s3-blobs.ts');
  } catch (error) {
    throw new Error(
      'OSTINATO_BLOBS names a bucket, which needs the package @aws-sdk/client-s3. ' +
        'Run `npm install @aws-sdk/client-s3` beside Ostinato.',
      { cause: error },
    );
  }
}
