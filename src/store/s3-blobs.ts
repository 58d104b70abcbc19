/**
 * The blob store in a bucket of S3, or of what speaks its protocol: `PREFIX/ab/cdef…`, named by the SHA-256 of the bytes.
 * Owns the layout; the promises (B1–B3) are those of the port in `blobs.ts`. Region and credentials are found by the
 * AWS SDK, in its own variables and files.
 */
import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type BlobEntry, BlobError, type CollectableBlobs, hashIn } from './blobs.ts';

export interface S3Place {
  readonly bucket: string;
  /** Without a slash at its end; may be empty. */
  readonly prefix: string;
  /** Of another server than Amazon's. */
  readonly endpoint?: string;
}

export function createS3Blobs({ bucket, prefix, endpoint }: S3Place): CollectableBlobs {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const root = prefix === '' ? '' : `${prefix}/`;
  const place = `s3://${bucket}/${root}`;
  const at = (hash: string) => ({ Bucket: bucket, Key: `${root}${hash.slice(0, 2)}/${hash.slice(2)}` });
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
    list: () => list(client, bucket, root),
    async removeIfOlder(reference, before) {
      const hash = hashIn(reference);
      if (hash === undefined) return false;
      const putAt = await ageOf(client, at(hash));
      if (putAt === undefined || putAt >= before) return false;
      await client.send(new DeleteObjectCommand(at(hash)));
      return true;
    },
  };
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function read(client: S3Client, place: Place): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function ageOf(client: S3Client, place: Place): Promise<number | undefined> {
  try {
    const { LastModified } = await client.send(new HeadObjectCommand(place));
    return LastModified?.getTime();
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

async function* list(client: S3Client, bucket: string, root: string): AsyncIterable<BlobEntry> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: root,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      const reference = `sha256:${Key.slice(root.length).replace('/', '')}`;
      // What has no time is never old.
      if (hashIn(reference)) yield { reference, bytes: Size, putAt: LastModified?.getTime() ?? Infinity };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
