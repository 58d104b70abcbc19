/**
 * What a worker that was killed leaves behind: programs that still run, folders that nobody removes. Owns the cleaning,
 * by the attempt that follows and by the worker that starts next.
 */
import { hostname } from 'node:os';
import { type Json, isObject } from '../../interpreter/json.ts';
import type { Attempt } from '../attempt.ts';
import { abandonedFolders, foldersOf, removeFolder } from './folder.ts';
import { findProcess } from './processes.ts';
import { endTree } from './tree.ts';

/** What an attempt remembers of its program, for the attempt that follows when this worker is lost. */
export function trace(pid: number, started: string): Json {
  return { host: hostname(), pid, started };
}

/** Ends what earlier attempts at the same call left on this machine. */
export async function endEarlierAttempts(data: string, key: string, attempt: Attempt): Promise<void> {
  const { remembered } = attempt;
  if (isObject(remembered) && remembered['host'] === hostname()) {
    const { pid, started } = remembered;
    if (typeof pid === 'number' && typeof started === 'string') await endIfOurs(pid, started);
  }
  for (const folder of await foldersOf(data, key)) await clean(folder);
}

/** Ends the programs of workers that are gone, and removes their folders. For a worker that starts. */
export async function recoverPrograms(data: string): Promise<void> {
  await Promise.all((await abandonedFolders(data)).map(clean));
}

/** Once the program itself has ended, its pid may be another's: what is left is then found by its folder alone. */
async function endIfOurs(pid: number, started: string): Promise<void> {
  const entry = await findProcess(pid);
  if (entry?.started === started) await endTree({ leader: { pid, started } });
}

async function clean(folder: string): Promise<void> {
  await endTree({ folder });
  await removeFolder(folder);
}
