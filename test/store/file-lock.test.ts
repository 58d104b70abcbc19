/** The lock over processes, without the processes: each holder is a promise. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withFolderLock } from '../../src/store/file-lock.ts';
import { freshFolder } from '../support/folder.ts';

it('lets one work at a time, and all of them in the end', async () => {
  const folder = await freshFolder();
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await readdir(folder);
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFolderLock(folder, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('is free again when the work has failed', async () => {
  const folder = await freshFolder();
  const fails = withFolderLock(folder, () => Promise.reject(new Error('no')));
  await expect(fails).rejects.toThrow('no');
  expect(await withFolderLock(folder, async () => 'yes')).toBe('yes');
});

it('passes over what a killed holder has left', async () => {
  const folder = join(await freshFolder(), 'a');
  await mkdir(folder);
  await writeFile(join(folder, '.lock'), '');
  const long = new Date(Date.now() - 60_000);
  await utimes(join(folder, '.lock'), long, long);
  expect(await withFolderLock(folder, async () => 'yes')).toBe('yes');
  expect(await readdir(folder)).toEqual([]);
});
