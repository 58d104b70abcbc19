/** Stores of artifacts: on files, and in a bucket of a server that speaks the protocol of S3. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactError, type ArtifactStore, type CollectableArtifacts } from '../../src/store/artifacts.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { openArtifacts } from '../../src/store/open-blobs.ts';
import { type S3Server, startS3 } from '../support/s3.ts';

async function* broken(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the rest is lost');
}
async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
const hashOf = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const textOf = async (store: ArtifactStore, file: { sha256: string; size: number }) =>
  (await buffer(await store.read(file))).toString();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2));

/** What both stores promise. */
function promises(open: () => CollectableArtifacts): void {
  it('gives back what was put, in pieces or whole, and parts of it', async () => {
    const store = open();
    const file = await store.put(pieces('gro', 'ße ', 'Datei'));
    expect(file).toEqual({ sha256: hashOf('große Datei'), size: 12 });
    expect(await textOf(store, file)).toBe('große Datei');
    expect((await buffer(await store.read(file, { start: 7, end: 9 }))).toString()).toBe('Dat');
    const nothing = await store.put(pieces());
    expect(await textOf(store, nothing)).toBe('');
  });

  it('says what is missing, and what has another size', async () => {
    const store = open();
    const file = await store.put(pieces('here'));
    await expect(store.read({ sha256: hashOf('nowhere'), size: 7 })).rejects.toThrow(ArtifactError);
    await expect(store.read({ ...file, size: 5 })).rejects.toThrow('is damaged');
  });

  it('keeps nothing of what did not come whole', async () => {
    const store = open();
    await expect(store.put(broken())).rejects.toThrow('the rest is lost');
    await expect(store.read({ sha256: hashOf('half'), size: 4 })).rejects.toThrow('is missing');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('lists what is there, and removes what is old', async () => {
    const store = open();
    const { sha256 } = await store.put(pieces('listed'));
    const listed: string[] = [];
    for await (const { reference } of store.list()) listed.push(reference);
    expect(listed).toContain(`sha256:${sha256}`);
    expect(await store.removeIfOlder(`sha256:${sha256}`, Date.now() - 3_600_000)).toBe(false);
    expect(await store.removeIfOlder(`sha256:${sha256}`, Date.now() + 3_600_000)).toBe(true);
    await expect(store.read({ sha256, size: 6 })).rejects.toThrow('is missing');
  });
}

describe('on files', () => {
  promises(() => createFileArtifacts(folder));

  it('gives no damaged file whole: it fails before its last bytes', async () => {
    const store = createFileArtifacts(folder);
    const file = await store.put(pieces('x'.repeat(1_000_000)));
    await writeFile(fileOf(file.sha256), 'y'.repeat(1_000_000));
    const got: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of await store.read(file)) got.push(piece as Uint8Array);
    })();
    await expect(reading).rejects.toThrow(`${file.sha256} is damaged`);
    expect(Buffer.concat(got).length).toBeLessThan(1_000_000);
  });

  it.each([
    ['cut', (path: string) => truncate(path, 2)],
    ['longer', (path: string) => appendFile(path, '!')],
    ['gone', (path: string) => rm(path)],
  ])('mends what is %s when the same bytes are put again', async (_, damage) => {
    const store = createFileArtifacts(folder);
    const file = await store.put(pieces('mended'));
    await damage(fileOf(file.sha256));
    await expect(store.read(file)).rejects.toThrow(ArtifactError);
    await store.put(pieces('mended'));
    expect(await textOf(store, file)).toBe('mended');
  });

  it('stores the same bytes once, also when they come at the same time', async () => {
    const store = createFileArtifacts(folder);
    await Promise.all(Array.from({ length: 20 }, () => store.put(pieces('sa', 'me'))));
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
    expect(files).toHaveLength(1);
    expect(await readFile(fileOf(hashOf('same')), 'utf8')).toBe('same');
  });

  it('puts and removals of the same file meet without loss', async () => {
    const store = createFileArtifacts(folder);
    for (let round = 0; round < 50; round++) {
      const file = await store.put(pieces('contended'));
      const then = new Date(Date.now() - 7_200_000);
      await utimes(fileOf(file.sha256), then, then);
      await Promise.all([
        store.put(pieces('contended')),
        store.removeIfOlder(`sha256:${file.sha256}`, Date.now() - 3_600_000),
      ]);
      expect(await textOf(store, file)).toBe('contended');
    }
  });

  it('removes what a killed put has left, once it is old', async () => {
    const store = createFileArtifacts(folder);
    await store.removeUnfinished(0);
    await writeFile(join(folder, '.0123456789abcdef.part'), 'half');
    await store.removeUnfinished(Date.now() - 3_600_000);
    expect(await readdir(folder)).toHaveLength(1);
    await store.removeUnfinished(Date.now() + 3_600_000);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('in a bucket', () => {
  const bucketFolder = mkdtempSync(join(tmpdir(), 's3-artifacts-'));
  let server: S3Server;
  let store: CollectableArtifacts;
  beforeAll(async () => {
    server = await startS3(bucketFolder);
  });
  beforeEach(async () => {
    const { endpoint } = server;
    store = await openArtifacts({ data: folder, blobs: { bucket: 'values', prefix: 'of/ours', endpoint } });
  });
  afterAll(async () => {
    await server.close();
    rmSync(bucketFolder, { recursive: true });
  });

  promises(() => store);

  it('gives no damaged file whole, and a put mends it', async () => {
    const file = await store.put(pieces('to be damaged'));
    const names = await readdir(bucketFolder, { recursive: true });
    const object =
      names.find((name) => name.includes(file.sha256.slice(2)) && name.endsWith('_object')) ?? '';
    await writeFile(join(bucketFolder, object), 'TO BE DAMAGED');
    await expect(textOf(store, file)).rejects.toThrow(`${file.sha256} is damaged in s3://values`);
    await store.put(pieces('to be damaged'));
    expect(await textOf(store, file)).toBe('to be damaged');
  });

  it('takes what is larger than one part', async () => {
    const path = join(folder, 'large');
    await writeFile(path, Buffer.alloc(40 * 1024 * 1024, 'large'));
    const file = await store.put(createReadStream(path));
    const whole = await buffer(await store.read(file));
    expect(hashOf(whole)).toBe(file.sha256);
    expect(await readdir(join(folder, 'artifacts'))).toEqual([]);
  });
});
