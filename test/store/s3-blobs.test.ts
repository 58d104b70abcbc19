/** The blob store in a bucket, against a server that speaks the protocol. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BlobError, type CollectableBlobs } from '../../src/store/blobs.ts';
import { openBlobs } from '../../src/store/open-blobs.ts';
import { type S3Server, startS3 } from '../support/s3.ts';

const folder = mkdtempSync(join(tmpdir(), 's3-blobs-'));
const bytes = (text: string) => new TextEncoder().encode(text);
let server: S3Server;
let blobs: CollectableBlobs;

beforeAll(async () => {
  server = await startS3(folder);
  const { endpoint } = server;
  blobs = await openBlobs({ data: folder, blobs: { bucket: 'values', prefix: 'of/ours', endpoint } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

it('gives back what was put, small and large, and stores the same once', async () => {
  const large = new Uint8Array(5 << 20).fill(7);
  for (const value of [new Uint8Array(), bytes('héllo'), large]) {
    const reference = await blobs.put(value);
    expect(await blobs.put(value)).toBe(reference);
    expect(Buffer.compare(await blobs.get(reference), value)).toBe(0);
  }
  const sizes: number[] = [];
  for await (const entry of blobs.list()) sizes.push(entry.bytes);
  expect(sizes.sort((a, b) => a - b)).toEqual([0, 6, 5 << 20]);
});

it('says what is missing, and where', async () => {
  const reference = `sha256:${'0'.repeat(64)}`;
  await expect(blobs.get(reference)).rejects.toThrow(`${reference} is missing in s3://values/of/ours/`);
  await expect(blobs.get('sha256:00')).rejects.toBeInstanceOf(BlobError);
});

it('never gives wrong bytes, and a put mends what is damaged', async () => {
  const reference = await blobs.put(bytes('to be damaged'));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const file = names.find((name) => name.includes(reference.slice(-62)) && name.endsWith('_object')) ?? '';
  writeFileSync(join(folder, file), 'something else');
  await expect(blobs.get(reference)).rejects.toThrow('is damaged in s3://values');
  await blobs.put(bytes('to be damaged'));
  expect(await blobs.get(reference)).toHaveLength(13);
});

it('removes what is old, and only that', async () => {
  const reference = await blobs.put(bytes('to be removed'));
  expect(await blobs.removeIfOlder(reference, Date.now() - 60_000)).toBe(false);
  expect(await blobs.get(reference)).toHaveLength(13);
  expect(await blobs.removeIfOlder(reference, Date.now() + 60_000)).toBe(true);
  await expect(blobs.get(reference)).rejects.toThrow('is missing');
  expect(await blobs.removeIfOlder(reference, Date.now() + 60_000)).toBe(false);
});
