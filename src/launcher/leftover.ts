/**
 * A server of an earlier start that still runs on our database. Owns finding and ending it: two servers on one
 * database would damage it.
 *
 * After a kill the guard (`guard.ts`) ends the server within seconds, so this mostly waits. A process is taken for
 * ours only when its command line names exactly our database.
 */
import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Longer than the guard's own grace. */
const patienceMs = 15_000;

export async function endLeftover(databaseFlag: string, say: (line: string) => void): Promise<void> {
  const last = Date.now() + patienceMs;
  let said = false;
  for (;;) {
    const pids = await processesWith(databaseFlag);
    if (pids.length === 0) return;
    if (!said) say('Waiting for the Temporal server of an earlier start to end …');
    said = true;
    if (Date.now() >= last) pids.forEach(kill);
    await setTimeout(100);
  }
}

async function processesWith(flag: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args='], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: NodeJS.ErrnoException) => {
    // Small containers have no `ps`; there, all processes of an earlier start ended with their container.
    if (error.code === 'ENOENT') return { stdout: '' };
    throw error;
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, args] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid !== undefined && `${args} `.includes(` ${flag} `) ? [Number(pid)] : [];
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
