import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobError } from '../../src/store/blobs.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (value: Uint8Array) => new TextDecoder().decode(value);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

function fileOf(reference: string): string {
  const hash = reference.replace('sha256:', '');
  return join(folder, hash.slice(0, 2), hash.slice(2));
}

describe('blobs on files', () => {
  it('gives back what was put, by the SHA-256 of its bytes', async () => {
    const blobs = createFileBlobs(folder);
    const reference = await blobs.put(bytes('héllo'));
    expect(reference).toBe(`sha256:${createHash('sha256').update('héllo').digest('hex')}`);
    expect(textOf(await blobs.get(reference))).toBe('héllo');
  });

  it('keeps nothing and everything: empty and large values', async () => {
    const blobs = createFileBlobs(folder);
    expect(await blobs.get(await blobs.put(new Uint8Array()))).toHaveLength(0);
    const large = new Uint8Array(5 << 20).fill(7);
    expect(await blobs.get(await blobs.put(large))).toHaveLength(large.length);
  });

  it('stores the same bytes once, also when they come at the same time', async () => {
    const blobs = createFileBlobs(folder);
    const references = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes('same'))));
    expect(new Set(references).size).toBe(1);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
    expect(files).toHaveLength(1);
  });

  it('is read by another store on the same folder', async () => {
    const reference = await createFileBlobs(folder).put(bytes('shared'));
    expect(textOf(await createFileBlobs(folder).get(reference))).toBe('shared');
  });

  it.each(['sha256:00', 'md5:abc', '../../etc/passwd', `sha256:${'0'.repeat(64)}`])(
    'says that %s is missing',
    async (reference) => {
      const failure = createFileBlobs(folder).get(reference);
      await expect(failure).rejects.toBeInstanceOf(BlobError);
      await expect(failure).rejects.toThrow('is missing');
    },
  );

  it('never gives wrong bytes: changed and cut files are damaged', async () => {
    const blobs = createFileBlobs(folder);
    const changed = await blobs.put(bytes('aaaa'));
    await writeFile(fileOf(changed), 'aaab');
    await expect(blobs.get(changed)).rejects.toThrow('is damaged');
    const cut = await blobs.put(bytes('bbbb'));
    await truncate(fileOf(cut), 2);
    await expect(blobs.get(cut)).rejects.toThrow('is damaged');
  });

  it.each(['m', 'MENDED'])('mends a damaged file (%s) when the same bytes are put again', async (damage) => {
    const blobs = createFileBlobs(folder);
    const reference = await blobs.put(bytes('mended'));
    await writeFile(fileOf(reference), damage);
    await blobs.put(bytes('mended'));
    expect(textOf(await blobs.get(reference))).toBe('mended');
  });
});

describe('collection', () => {
  const hour = 3_600_000;
  const old = async (reference: string) => {
    const then = new Date(Date.now() - 2 * hour);
    await utimes(fileOf(reference), then, then);
  };

  it('removes what is old, and not what was put again', async () => {
    const blobs = createFileBlobs(folder);
    const [gone, stays] = [await blobs.put(bytes('gone')), await blobs.put(bytes('stays'))];
    await Promise.all([old(gone), old(stays)]);
    await blobs.put(bytes('stays'));
    const before = Date.now() - hour;
    expect(await blobs.removeIfOlder(gone, before)).toBe(true);
    expect(await blobs.removeIfOlder(gone, before)).toBe(false);
    expect(await blobs.removeIfOlder(stays, before)).toBe(false);
    expect(textOf(await blobs.get(stays))).toBe('stays');
    await expect(blobs.get(gone)).rejects.toThrow('is missing');
  });

  it('and puts of the same blob meet without loss', async () => {
    const blobs = createFileBlobs(folder);
    for (let round = 0; round < 100; round++) {
      const reference = await blobs.put(bytes('contended'));
      await old(reference);
      await Promise.all([
        blobs.put(bytes('contended')),
        createFileBlobs(folder).removeIfOlder(reference, Date.now() - hour),
      ]);
      expect(textOf(await blobs.get(reference))).toBe('contended');
    }
  });

  it('that was killed half-way loses nothing', async () => {
    const blobs = createFileBlobs(folder);
    const reference = await blobs.put(bytes('moved aside'));
    await rename(fileOf(reference), `${fileOf(reference)}.removing`);
    expect(textOf(await blobs.get(reference))).toBe('moved aside');
    const listed: string[] = [];
    for await (const entry of blobs.list()) listed.push(entry.reference);
    expect(listed).toEqual([reference]);
    expect(textOf(await blobs.get(reference))).toBe('moved aside');
  });
});
