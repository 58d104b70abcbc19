/** The files in files and folders that a command is given. Owns which ones are looked for and in what order. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './failure.ts';

export const definitionFile = /(?<!\.test)\.ya?ml$/;
export const testFile = /\.test\.ya?ml$/;

/** Files as they are named; of folders all files whose name fits, by path. `-` is stdin. */
export async function findFiles(places: readonly string[], wanted: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of places) found.push(...(await filesIn(place, wanted)));
  return found;
}

async function filesIn(place: string, wanted: RegExp): Promise<readonly string[]> {
  if (!(await isFolder(place))) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(?:^|[/\\])(?:node_modules|\.[^/\\.][^/\\]*)[/\\]/.test(file.slice(place.length)))
    .sort();
  if (files.length > 0) return files;
  throw new UsageError(`${place} holds no such file.`, 'not-found');
}

async function isFolder(place: string): Promise<boolean> {
  if (place === '-') return false;
  try {
    return (await stat(place)).isDirectory();
  } catch {
    // What is not there is told by whoever reads it.
    return false;
  }
}
