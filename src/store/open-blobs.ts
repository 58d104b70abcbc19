/** Opens the stores of large values and of artifacts that are configured. Owns the choice; the AWS SDK is loaded for S3 only. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { CollectableArtifacts } from './artifacts.ts';
import type { CollectableBlobs } from './blobs.ts';
import { createFileArtifacts } from './file-artifacts.ts';
import { createFileBlobs } from './file-blobs.ts';

type Places = Pick<Config, 'data' | 'blobs'>;

export async function openBlobs({ data, blobs }: Places): Promise<CollectableBlobs> {
  if (blobs === undefined) return createFileBlobs(join(data, 'blobs'));
  const { createS3Blobs } = await loadS3(() => import('./s3-blobs.ts'));
  return createS3Blobs(blobs);
}

/** Beside the large values: `artifacts` in the data folder, or under `artifacts/` in the bucket. */
export async function openArtifacts({ data, blobs }: Places): Promise<CollectableArtifacts> {
  const folder = join(data, 'artifacts');
  if (blobs === undefined) return createFileArtifacts(folder);
  const { createS3Artifacts } = await loadS3(() => import('./s3-artifacts.ts'));
  const prefix = blobs.prefix === '' ? 'artifacts' : `${blobs.prefix}/artifacts`;
  return createS3Artifacts({ ...blobs, prefix }, folder);
}

/** An optional dependency: who keeps files does not carry it. */
async function loadS3<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new Error(
      'OSTINATO_BLOBS names a bucket, which needs the package @aws-sdk/client-s3. ' +
        'Run `npm install @aws-sdk/client-s3` beside Ostinato.',
      { cause: error },
    );
  }
}
