/**
 * Kept results on files, `<folder>/NODE/KEY.json`. Owns the layout; the promises are those of the port in `cache.ts`.
 *
 * FC1. A file that cannot be read as what was written is no hit: the work is done again and the file written anew.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isObject, type Json } from '../interpreter/json.ts';
import { writeAtomic } from './atomic.ts';
import type { CacheFilter, CachePlace, ResultCache } from './cache.ts';

const entryShape = z.object({
  until: z.number().nullable(),
  workflow: z.string(),
  node: z.string(),
  value: z.custom<Json>((value) => value !== undefined),
});
type Entry = z.infer<typeof entryShape>;

/** `now` gives ms since 1970. */
export function createFileCache(folder: string, now: () => number): ResultCache {
  return {
    async get(place) {
      const entry = await read(fileOf(folder, place));
      return entry && (entry.until === null || entry.until > now()) ? { value: entry.value } : undefined;
    },
    async put(place, { value, ttlMs, from }) {
      const entry: Entry = { until: ttlMs === undefined ? null : now() + ttlMs, ...from, value };
      await writeAtomic(fileOf(folder, place), JSON.stringify(entry));
    },
    clear: (filter) => clear(folder, filter),
  };
}

function fileOf(folder: string, { node, key }: CachePlace): string {
  return join(folder, hash(node), `${hash(canonical(key))}.json`);
}

async function clear(folder: string, { workflow, node }: CacheFilter): Promise<number> {
  const files = (await names(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  let count = 0;
  for (const file of files.map((name) => join(folder, name))) {
    const entry = await read(file);
    if (!fits(workflow, entry?.workflow) || !fits(node, entry?.node)) continue;
    await rm(file, { force: true });
    count++;
  }
  return count;
}

function fits(wanted: string | undefined, has: string | undefined): boolean {
  return wanted === undefined || wanted === has;
}

async function names(folder: string, options: { readonly recursive: boolean }): Promise<readonly string[]> {
  try {
    return await readdir(folder, options);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function read(file: string): Promise<Entry | undefined> {
  try {
    return entryShape.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
