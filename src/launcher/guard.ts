/**
 * Runs a server as a child that cannot outlive us. Owns the child's life; knows nothing of what the server is.
 *
 * G1. The server ends when we end, however we end: a shell holds the reading end of a pipe whose writing end is
 *     ours, and the operating system closes ours also on SIGKILL.
 * G2. Signals of the terminal do not reach the server (a process group of its own), so that whoever depends on it
 *     can finish first.
 * G3. After `exited` nothing of the group is left.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** How long the server may take to end before it is killed. */
const graceSeconds = 10;

/**
 * $@ is the server's command line. The watcher waits for the end of the pipe (3), asks the server to end, and kills
 * it when it does not. It only uses `read`, so that ending it leaves no child behind, except a `sleep` of a second.
 */
const script = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
  read -r _ <&3
  kill -TERM "$server"
  i=0
  while [ "$i" -lt ${graceSeconds} ] && kill -0 "$server"; do sleep 1; i=$((i + 1)); done
  kill -KILL "$server"
) >/dev/null 2>&1 &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export interface Guarded {
  /** Leader of the process group of the server. */
  readonly pid: number;
  /** Settles when the group is gone; the exit code of the server (over 128: ended by a signal). */
  readonly exited: Promise<number>;
  /** Asks the server to end, kills it after the grace, resolves when nothing is left. */
  stop(): Promise<void>;
}

/** `log` is a file descriptor that receives what the server prints. */
export async function startGuarded(command: readonly string[], log: number): Promise<Guarded> {
  const child = spawn('/bin/sh', ['-c', script, 'ostinato-guard', ...command], {
    detached: true,
    stdio: ['pipe', log, log],
  });
  const pid = await started(child);
  // The pipe breaks when the guard ends first; `exited` tells that already.
  child.stdin?.on('error', () => undefined);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      killGroup(pid);
      resolve(code ?? (signal === null ? 1 : 137));
    });
  });
  return {
    pid,
    exited,
    stop: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error('a process without an id'));
      else resolve(child.pid);
    });
  });
}

/** What the server left in its group; usually there is nobody. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
