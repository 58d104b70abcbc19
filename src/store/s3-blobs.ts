/**
 * The blob store in a bucket of S3, or of what speaks its protocol. Owns its reading and writing; the layout is
 * `s3-objects.ts`, the promises (B1–B3) are those of the port in `blobs.ts`.
 */
import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BlobError, type CollectableBlobs, hashIn } from './blobs.ts';
import { type At, hashedObjects, type S3Place } from './s3-objects.ts';

export function createS3Blobs(bucket: S3Place): CollectableBlobs {
  const { client, at, place, ...collecting } = hashedObjects(bucket);
  return {
    async put(bytes) {
      const hash = sha256(bytes);
      // Also where it is already: that makes it young (B3), and mends what is damaged.
      await client.send(new PutObjectCommand({ ...at(hash), Body: bytes }));
      return `sha256:${hash}`;
    },
    async get(reference) {
      const hash = hashIn(reference);
      const bytes = hash === undefined ? undefined : await read(client, at(hash));
      if (bytes === undefined) throw new BlobError(reference, 'missing', place);
      if (sha256(bytes) !== hash) throw new BlobError(reference, 'damaged', place);
      return bytes;
    },
    ...collecting,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function read(client: S3Client, place: At): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
