/**
 * Ends a program with everything that it started. Owns who belongs to a program, and the order of the signals.
 *
 * T1. A tree is: the program, its process group, all their descendants, and every process that carries the program's
 *     folder in its environment, so that one which left the group (`setsid`) and lost its parent is found too; also one
 *     that lost its parent and works in the folder. Who dropped its environment and went elsewhere is not: only a
 *     sandbox holds it.
 * T2. Only ours: a pid that was given to another process since is left alone, with its group.
 * T3. SIGTERM to all, then SIGKILL to what is left after the grace, again and again until nothing is. The grace begins
 *     with the signal: to look for all may take long on a busy machine, and a tree is given up only when it was told.
 * T4. Who keeps a sandbox is not told SIGTERM: without its keepers all inside is gone at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { markOf } from './environment.ts';
import { findBySign, listProcesses, type ProcessEntry } from './processes.ts';

export interface Root {
  /** The program, with its start where that is known (T2). */
  readonly leader?: {
    readonly pid: number;
    readonly started?: string | undefined;
    /** It keeps a sandbox, together with its child: the program is that one's. */
    readonly keeper?: boolean;
  };
  /** The program's own: it stands in the environment of the program, and so of all that it starts. */
  readonly folder?: string;
}

/** From SIGTERM to SIGKILL. */
export const graceMs = 5_000;
/** After this long even SIGKILL has not helped: a process hangs in the kernel or is another user's. */
const killMs = 5_000;
const firstLookMs = 10;
const longestLookMs = 250;

/** Answers the pids that could not be ended: mostly none. */
export async function endTree(root: Root): Promise<readonly number[]> {
  const left = await signalUntilGone(root, 'SIGTERM', graceMs);
  return left.length === 0 ? left : signalUntilGone(root, 'SIGKILL', killMs);
}

/** SIGTERM is said once to each process: programs may count it. SIGKILL goes to whoever is new, too. */
async function signalUntilGone(
  root: Root,
  signal: 'SIGTERM' | 'SIGKILL',
  withinMs: number,
): Promise<readonly number[]> {
  const told = new Set<number>();
  let deadline = Infinity;
  for (let pause = firstLookMs; ; pause = Math.min(pause * 2, longestLookMs)) {
    const members = await treeOf(root);
    const pids = members.map(({ pid }) => pid);
    if (pids.length === 0 || Date.now() > deadline) return pids;
    for (const { pid, keeper } of members) {
      if (!told.has(pid) && !(keeper && signal === 'SIGTERM')) send(pid, signal);
      told.add(pid);
    }
    deadline = Math.min(deadline, Date.now() + withinMs);
    await sleep(pause);
  }
}

interface Member {
  readonly pid: number;
  /** It keeps a sandbox (T4). */
  readonly keeper: boolean;
}

async function treeOf(root: Root): Promise<readonly Member[]> {
  const processes = await listProcesses();
  const { folder, leader } = root;
  const sign = folder !== undefined && { folder, line: markOf(folder), since: leader?.started };
  const found = sign ? await findBySign(processes, sign) : [];
  const members = new Set([...groupOf(root, processes), ...found]);
  const kept = root.leader?.keeper ? root.leader.pid : undefined;
  return withDescendants(members, processes).map(({ pid, parent }) => ({
    pid,
    keeper: kept !== undefined && (pid === kept || parent === kept),
  }));
}

function groupOf({ leader }: Root, processes: readonly ProcessEntry[]): number[] {
  if (leader === undefined) return [];
  const now = processes.find(({ pid }) => pid === leader.pid);
  const taken = now !== undefined && leader.started !== undefined && now.started !== leader.started;
  if (taken) return [];
  return processes
    .filter(({ pid, group }) => pid === leader.pid || group === leader.pid)
    .map(({ pid }) => pid);
}

function withDescendants(members: Set<number>, processes: readonly ProcessEntry[]): readonly ProcessEntry[] {
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of processes) if (members.has(parent)) members.add(pid);
  }
  return processes.filter(({ pid }) => members.has(pid));
}

/** Who has ended meanwhile, or is not ours to end, is passed over. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return;
    throw error;
  }
}
