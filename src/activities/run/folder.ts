/**
 * The folder that a program works in: fresh for each attempt, gone afterwards. Owns where it lies, under
 * `<data>/visits/<key>/<worker>`, and which folders were left behind by whom.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, isAbsolute, join, resolve, sep } from 'node:path';
import { lasting } from '../call-error.ts';
import { findProcess } from './processes.ts';

/** Hands out the path of a new folder for a visit. */
export async function openFolder(data: string, key: string): Promise<string> {
  const worker = await findProcess(process.pid);
  const name = `${machine()}-${process.pid}-${digest(worker?.started ?? '')}-${randomBytes(4).toString('hex')}`;
  const path = join(visitOf(data, key), name);
  await mkdir(path, { recursive: true });
  // A program that asks where it is gets the same answer as `OSTINATO_FOLDER`.
  return realpath(path);
}

/** Makes the folder that is `/tmp` to a program in a sandbox: on disk, as memory has its limit there. */
export async function openTmp(folder: string): Promise<string> {
  await mkdir(tmpOf(folder));
  return tmpOf(folder);
}

function tmpOf(folder: string): string {
  return `${folder}-tmp`;
}

export async function removeFolder(path: string): Promise<void> {
  for (const each of [path, tmpOf(path)]) await rm(each, { recursive: true, force: true, maxRetries: 3 });
  await rmdir(join(path, '..')).catch(unlessInUse);
}

/** Folders of earlier attempts at the same call. */
export async function foldersOf(data: string, key: string): Promise<readonly string[]> {
  return children(visitOf(data, key));
}

/**
 * Folders whose worker is gone, of all visits. Workers on other machines, or in other containers, may share the data
 * folder: theirs stay.
 */
export async function abandonedFolders(data: string): Promise<readonly string[]> {
  const visits = await children(join(data, 'visits'));
  const folders = (await Promise.all(visits.map(children))).flat();
  const checked = await Promise.all(folders.map(async (path) => ((await isOwned(path)) ? [] : [path])));
  return checked.flat();
}

async function isOwned(path: string): Promise<boolean> {
  const [host, pid, started] = basename(path).split('-');
  if (host !== machine()) return true;
  const worker = await findProcess(Number(pid));
  return worker !== undefined && digest(worker.started) === started;
}

/** `cwd` inside the folder; made when it is not there. Throws an error of the type `spawn` when it leads out. */
export async function workingFolder(folder: string, cwd: string | undefined): Promise<string> {
  if (cwd === undefined) return folder;
  const path = resolve(folder, cwd);
  if (isAbsolute(cwd) || !isInside(folder, path))
    throw lasting('spawn', `\`cwd\` ${JSON.stringify(cwd)} leads out of the folder of the visit`, {
      detail: 'Write a path inside that folder, as in `work/out`; it is made when it is not there.',
    });
  await mkdir(path, { recursive: true });
  return path;
}

export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function visitOf(data: string, key: string): string {
  return join(data, 'visits', createHash('sha256').update(key).digest('hex').slice(0, 32));
}

/** One table of processes: containers of one name do not see each other's workers, and would take them for gone. */
function machine(): string {
  return digest(`${hostname()} ${processTable()}`);
}

function processTable(): string {
  return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

async function children(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).map((name) => join(path, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function unlessInUse(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
}
