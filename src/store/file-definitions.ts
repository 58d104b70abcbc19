/**
 * Definitions on files, behind the port of `definitions.ts`. Owns the layout of the folder:
 *
 *     NAME/versions.json     which version is current, and all versions; the one commit point
 *     NAME/HASH.yaml|json    the text of a version, under its SHA-256
 *
 * F1. A text is on the disk before `versions.json` names it, so no version without its text is ever seen.
 * F2. Puts of one process go in the order in which they were asked for, and of one name one after the other over
 *     processes: a server and its workers share the folder.
 * F3. What is read is checked: a damaged file is an error that names it, never a wrong definition.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { removeParts, writeAtomic } from './atomic.ts';
import type { DefinitionStore, StoredDefinition } from './definitions.ts';
import { withFolderLock } from './file-lock.ts';

const versionEntry = z.strictObject({
  version: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  format: z.enum(['yaml', 'json']),
  createdAt: z.iso.datetime(),
});
const manifestShape = z.strictObject({
  current: z.int().positive(),
  versions: z.array(versionEntry).min(1),
});
type VersionEntry = z.infer<typeof versionEntry>;
type Manifest = z.infer<typeof manifestShape>;

/** Names that are folders of their own on every file system; all names of definitions are such. */
const safeName = /^[a-z0-9][a-z0-9-]{0,127}$/;

/** A file of the store that is damaged or unreadable. A programmer's or an operator's matter, never a user's. */
export class DefinitionStoreError extends Error {
  constructor(file: string, problem: string) {
    super(
      `${file} ${problem}. Restore it from a backup, or remove its folder and post the definition again.`,
    );
    this.name = 'DefinitionStoreError';
  }
}

/** Opens (and on the first put makes) the store in `folder`. */
export function createFileDefinitions(folder: string): DefinitionStore {
  const root = resolve(folder);
  let last: Promise<unknown> = Promise.resolve();
  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
  return {
    put: (name, text, format) => oneByOne(() => put(root, name, text, format)),
    get: (name, version) => get(root, name, version),
    list: () => list(root),
    versions: (name) => versions(root, name),
  };
}

async function put(
  root: string,
  name: string,
  text: string,
  format: 'yaml' | 'json',
): ReturnType<DefinitionStore['put']> {
  if (!safeName.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot be the name of a definition`);
  return withFolderLock(join(root, name), () => putAlone(root, name, text, format));
}

async function putAlone(
  root: string,
  name: string,
  text: string,
  format: 'yaml' | 'json',
): ReturnType<DefinitionStore['put']> {
  await removeParts(join(root, name));
  const hash = sha256(text);
  const manifest = await readManifest(root, name);
  const known = manifest?.versions.find((entry) => entry.hash === hash);
  const entry = known ?? newEntry(manifest, hash, format);
  if (known === undefined) await writeAtomic(textFile(root, name, entry), text);
  if (manifest?.current !== entry.version) await commit(root, name, manifest, entry);
  return { definition: { name, text, ...entry }, created: known === undefined };
}

function newEntry(manifest: Manifest | undefined, hash: string, format: 'yaml' | 'json'): VersionEntry {
  const newest = manifest?.versions.at(-1)?.version ?? 0;
  return { version: newest + 1, hash, format, createdAt: new Date().toISOString() };
}

function commit(
  root: string,
  name: string,
  before: Manifest | undefined,
  entry: VersionEntry,
): Promise<void> {
  const others = before?.versions ?? [];
  const manifest: Manifest = {
    current: entry.version,
    versions: others.some(({ version }) => version === entry.version) ? others : [...others, entry],
  };
  return writeAtomic(manifestFile(root, name), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function get(root: string, name: string, version?: number): Promise<StoredDefinition | undefined> {
  const manifest = await readManifest(root, name);
  const wanted = version ?? manifest?.current;
  const entry = manifest?.versions.find((candidate) => candidate.version === wanted);
  return entry && load(root, name, entry);
}

async function list(root: string): Promise<readonly StoredDefinition[]> {
  const names = await folders(root);
  const found = await Promise.all(names.sort().map((name) => get(root, name)));
  return found.filter((definition) => definition !== undefined);
}

async function versions(root: string, name: string): Promise<readonly StoredDefinition[]> {
  const manifest = await readManifest(root, name);
  return Promise.all((manifest?.versions ?? []).map((entry) => load(root, name, entry)));
}

async function load(root: string, name: string, entry: VersionEntry): Promise<StoredDefinition> {
  const file = textFile(root, name, entry);
  const text = await readText(file);
  if (text === undefined) throw new DefinitionStoreError(file, 'is missing');
  if (sha256(text) !== entry.hash)
    throw new DefinitionStoreError(file, 'does not hold the bytes it is named after');
  return { name, text, ...entry };
}

async function readManifest(root: string, name: string): Promise<Manifest | undefined> {
  if (!safeName.test(name)) return undefined;
  const file = manifestFile(root, name);
  const text = await readText(file);
  if (text === undefined) return undefined;
  const parsed = manifestShape.safeParse(parseJson(text));
  if (!parsed.success) throw new DefinitionStoreError(file, 'is not the list of versions that it should be');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function folders(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function manifestFile(root: string, name: string): string {
  return join(root, name, 'versions.json');
}

function textFile(root: string, name: string, entry: VersionEntry): string {
  return join(root, name, `${entry.hash}.${entry.format}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
