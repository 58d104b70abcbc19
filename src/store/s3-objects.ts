/**
 * Objects of a bucket that are named by the SHA-256 of their bytes, `PREFIX/ab/cdef…`. Owns the layout, the listing and
 * the removing; what is written and read is its users'. Region and credentials are found by the AWS SDK, in its own
 * variables and files.
 */
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type BlobEntry, type Collectable, hashIn } from './blobs.ts';

export interface S3Place {
  readonly bucket: string;
  /** Without a slash at its end; may be empty. */
  readonly prefix: string;
  /** Of another server than Amazon's. */
  readonly endpoint?: string;
}

/** Where an object is. */
export interface At {
  readonly Bucket: string;
  readonly Key: string;
}

export interface HashedObjects extends Collectable {
  readonly client: S3Client;
  readonly at: (hash: string) => At;
  /** In words. */
  readonly place: string;
}

export function hashedObjects({ bucket, prefix, endpoint }: S3Place): HashedObjects {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const root = prefix === '' ? '' : `${prefix}/`;
  const at = (hash: string) => ({ Bucket: bucket, Key: `${root}${hash.slice(0, 2)}/${hash.slice(2)}` });
  return {
    client,
    at,
    place: `s3://${bucket}/${root}`,
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

async function ageOf(client: S3Client, place: At): Promise<number | undefined> {
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
