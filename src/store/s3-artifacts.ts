/**
 * The store of artifacts in a bucket of S3, or of what speaks its protocol. Owns their streaming; the layout is
 * `s3-objects.ts`, the promises (AR1–AR4) are those of the port in `artifacts.ts`. A file has its name once all of it was
 * read, so it lies in a folder of this machine first.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ArtifactError, type CollectableArtifacts, measured, verified } from './artifacts.ts';
import { partSuffix, removeParts, writeNamed } from './atomic.ts';
import { orAbsent } from './hashed-files.ts';
import { type At, hashedObjects, type S3Place } from './s3-objects.ts';

/** Of one part; S3 takes from 5 MiB to 5 GiB, and 10,000 of them. */
const partBytes = 16 * 1024 * 1024;
const mostParts = 10_000;

/** `folder` takes what is on its way. */
export function createS3Artifacts(bucket: S3Place, folder: string): CollectableArtifacts {
  const { client, at, place, ...collecting } = hashedObjects(bucket);
  return {
    async put(given) {
      const { bytes, sum } = measured(given);
      const path = join(folder, `.${randomBytes(8).toString('hex')}${partSuffix}`);
      try {
        await writeNamed(folder, bytes, () => path);
        await upload(client, at(sum().sha256), path, sum().size);
      } finally {
        await rm(path, { force: true });
      }
      return sum();
    },
    async read(file, range) {
      const { sha256, size } = file;
      const found = await get(client, at(sha256), range && `bytes=${range.start}-${range.end}`);
      if (!found) throw new ArtifactError(sha256, 'missing', place);
      if (found.size !== size) {
        found.bytes.destroy();
        throw new ArtifactError(sha256, 'damaged', place);
      }
      return range ? found.bytes : verified(found.bytes, file, place);
    },
    removeUnfinished: async (before) => {
      await orAbsent(removeParts(folder, before));
    },
    ...collecting,
  };
}

interface Found {
  readonly bytes: Readable;
  /** Of the whole object. */
  readonly size: number;
}

async function get(client: S3Client, place: At, range: string | undefined): Promise<Found | undefined> {
  try {
    const { Body, ContentLength, ContentRange } = await client.send(
      new GetObjectCommand({ ...place, ...(range !== undefined && { Range: range }) }),
    );
    if (!(Body instanceof Readable)) return undefined;
    const whole = ContentRange?.split('/')[1];
    return { bytes: Body, size: whole === undefined ? (ContentLength ?? -1) : Number(whole) };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function upload(client: S3Client, place: At, path: string, size: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    if (size > partBytes) await uploadParts(client, place, pieces(file, size));
    else await client.send(new PutObjectCommand({ ...place, Body: await file.readFile() }));
  } finally {
    await file.close();
  }
}

/** A file of any size that S3 takes, in as many parts as it takes. */
async function* pieces(file: FileHandle, size: number): AsyncIterable<Uint8Array> {
  const length = Math.max(partBytes, Math.ceil(size / mostParts));
  for (let start = 0; start < size; start += length) {
    const piece = Buffer.alloc(Math.min(length, size - start));
    for (let done = 0; done < piece.length; ) {
      const { bytesRead } = await file.read(piece, done, piece.length - done, start + done);
      if (bytesRead === 0) throw new Error('a file on its way to the bucket was cut');
      done += bytesRead;
    }
    yield piece;
  }
}

async function uploadParts(client: S3Client, place: At, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  try {
    const parts: CompletedPart[] = [];
    for await (const piece of pieces) {
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(
        new UploadPartCommand({ ...place, UploadId, PartNumber, Body: piece }),
      );
      parts.push({ PartNumber, ETag });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: parts } }),
    );
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId }));
    throw error;
  }
}
