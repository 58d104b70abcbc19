/** Kept results on files: what is found again, what is not, what is forgotten. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileCache } from '../../src/store/file-cache.ts';
import { freshFolder } from '../support/folder.ts';

const from = { workflow: 'orders', node: 'fetch' };

it('gives a value back for the same node and key, whatever the order of their fields', async () => {
  const cache = createFileCache(await freshFolder(), Date.now);
  await cache.put({ node: 'n', key: { a: 1, b: [2] } }, { value: { x: null }, from });
  expect(await cache.get({ node: 'n', key: { b: [2], a: 1 } })).toEqual({ value: { x: null } });
  expect(await cache.get({ node: 'n', key: { a: 1 } })).toBeUndefined();
  expect(await cache.get({ node: 'm', key: { a: 1, b: [2] } })).toBeUndefined();
});

it('keeps a value as long as its ttl says, over processes', async () => {
  let now = 1_000;
  const folder = await freshFolder();
  await createFileCache(folder, () => now).put({ node: 'n', key: null }, { value: 1, ttlMs: 500, from });
  now = 1_499;
  expect(await createFileCache(folder, () => now).get({ node: 'n', key: null })).toEqual({ value: 1 });
  now = 1_500;
  expect(await createFileCache(folder, () => now).get({ node: 'n', key: null })).toBeUndefined();
});

it('forgets what is asked: all, a workflow, a node of it', async () => {
  const cache = createFileCache(await freshFolder(), Date.now);
  const put = (node: string, workflow: string) =>
    cache.put({ node, key: workflow }, { value: 1, from: { workflow, node } });
  await put('a', 'x');
  await put('b', 'x');
  await put('a', 'y');
  expect(await cache.clear({ workflow: 'x', node: 'a' })).toBe(1);
  expect(await cache.get({ node: 'a', key: 'y' })).toEqual({ value: 1 });
  expect(await cache.clear({ node: 'nobody' })).toBe(0);
  expect(await cache.clear({})).toBe(2);
  expect(await cache.clear({})).toBe(0);
});

it('takes a damaged file for no result', async () => {
  const folder = await freshFolder();
  const cache = createFileCache(folder, Date.now);
  const place = { node: 'n', key: 1 };
  await cache.put(place, { value: 1, from });
  const [file = ''] = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  for (const damage of ['{"until', '{"value":1}']) {
    await writeFile(join(folder, file), damage);
    expect(await cache.get(place)).toBeUndefined();
  }
});
