/**
 * The data folder as a whole: who may use it, and whether this program understands it. Owns the lock, the format
 * version and the emptying; each file in it belongs to the room that writes it.
 *
 * L1. At most one process holds a folder. The lock is one of the operating system (held by an open SQLite file, which
 *     is how Node reaches such locks): it ends with its process, however that ends, and cannot go stale.
 * L2. A folder of a newer format is refused untouched.
 */
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readServerFile, removeServerFile, type ServerFile, writeServerFile } from './server-file.ts';

/** Grows when an older program would misread what this one writes. */
const formatVersion = 1;
const lockName = 'lock';

/** A database that nobody refers to is collected, closed, and its lock gone: what is held must stay reachable. */
const held = new Set<DatabaseSync>();

/** The folder cannot be used; the message says what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

export interface DataFolder {
  /** Real, absolute path. */
  readonly path: string;
  /** Makes the addresses known to the command line and to a second start. */
  announce(server: Omit<ServerFile, 'pid' | 'startedAt'>): Promise<void>;
  /** Lets go of the folder. */
  release(): Promise<void>;
}

/** Makes the folder if need be and takes its lock. Rejects with `DataFolderError` when it is held, too new or no place to write to. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  try {
    return await open(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new DataFolderError(
      `The data folder ${folder} cannot be used: ${error.message}. ` +
        'Make it a folder that this user may write to, or set OSTINATO_DATA to another folder.',
      { cause: error },
    );
  }
}

async function open(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true });
  const path = await realpath(folder);
  const lock = await takeLock(path);
  try {
    await checkFormat(path);
    const sign = { pid: process.pid, startedAt: new Date().toISOString() };
    await writeServerFile(path, sign);
    return {
      path,
      announce: (server) => writeServerFile(path, { ...sign, ...server }),
      release: async () => {
        await removeServerFile(path);
        letGo(lock);
      },
    };
  } catch (error) {
    letGo(lock);
    throw error;
  }
}

/** Removes everything in the folder, runs and definitions included. Rejects while a process holds it. */
export async function resetDataFolder(folder: string): Promise<void> {
  const opened = await openDataFolder(folder);
  try {
    const names = await readdir(opened.path);
    await Promise.all(
      names
        .filter((name) => name !== lockName)
        .map((name) => rm(join(opened.path, name), { recursive: true })),
    );
  } finally {
    await opened.release();
  }
}

async function takeLock(path: string): Promise<DatabaseSync> {
  const lock = new DatabaseSync(join(path, lockName));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    held.add(lock);
    return lock;
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy)) throw error;
    throw new DataFolderError(heldMessage(path, await readServerFile(path)), { cause: error });
  }
}

function letGo(lock: DatabaseSync): void {
  held.delete(lock);
  lock.close();
}

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

function heldMessage(path: string, holder: ServerFile | undefined): string {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} (since ${holder.startedAt})`;
  const where = holder?.url === undefined ? '' : `, which serves ${holder.url}`;
  return (
    `The data folder ${path} is held by ${who}${where}. ` +
    'Stop that process, or set OSTINATO_DATA to another folder.'
  );
}

async function checkFormat(path: string): Promise<void> {
  const file = join(path, 'format');
  const found = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return writeFile(file, `${formatVersion}\n`);
  if (Number(found) === formatVersion) return;
  throw new DataFolderError(
    `The data folder ${path} has format ${found.trim()}, and this Ostinato knows ${formatVersion}. ` +
      'Use the Ostinato that wrote it, or set OSTINATO_DATA to another folder.',
  );
}
