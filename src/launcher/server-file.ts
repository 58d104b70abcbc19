/**
 * `server.json` in the data folder: who serves the folder and where. Owns the file's shape. It is a sign for the
 * command line and for people; who may serve the folder is decided by the lock of `data-folder.ts` alone.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServerFile {
  readonly pid: number;
  /** ISO 8601 */
  readonly startedAt: string;
  /** URL of the HTTP API; absent while it is being started. */
  readonly url?: string;
  readonly temporal?: {
    /** `host:port` */
    readonly address: string;
    /** URL of the Web UI. */
    readonly ui?: string;
  };
}

const fileIn = (data: string) => join(data, 'server.json');

/** Undefined when nobody has served the folder, or the last one ended in order. After a kill it may be out of date. */
export async function readServerFile(data: string): Promise<ServerFile | undefined> {
  const text = await readFile(fileIn(data), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // Only `writeServerFile` writes it, whole or not at all.
  return text === undefined ? undefined : (JSON.parse(text) as ServerFile);
}

export async function writeServerFile(data: string, content: ServerFile): Promise<void> {
  const part = `${fileIn(data)}.part`;
  await writeFile(part, `${JSON.stringify(content, null, 2)}\n`);
  await rename(part, fileIn(data));
}

export async function removeServerFile(data: string): Promise<void> {
  await rm(fileIn(data), { force: true });
}
