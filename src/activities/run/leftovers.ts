/**
 * What a worker that was killed leaves behind: programs that still run, folders that nobody removes. Owns the cleaning,
 * by the attempt that follows and by every worker on the same data folder.
 */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, isObject } from '../../interpreter/json.ts';
import type { Attempt } from '../attempt.ts';
import type { ActivityLog } from '../deps.ts';
import { abandonedFolders, foldersOf, removeFolder } from './folder.ts';
import { findProcess } from './processes.ts';
import { endTree } from './tree.ts';

/** A lost worker is noticed by the server within 15 s; its programs are found about as soon. */
const recoveryMs = 10_000;

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

/** The same from now on until `ended`: a worker is lost at any time, and not every program has an attempt that follows. */
export async function keepRecovering(data: string, ended: AbortSignal, log: ActivityLog): Promise<void> {
  while (!ended.aborted) {
    await sleep(recoveryMs, undefined, { ref: false, signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    await recoverPrograms(data).catch((error: unknown) =>
      log.warn({ error }, 'programs of lost workers not ended'),
    );
  }
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
