/**
 * The table of processes of this machine: who there is, whose child, since when. Owns the reading of /proc (Linux) and
 * of `ps` (elsewhere), and nothing that ends a process.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started, in the machine's own words; with the pid it names one process for good. */
  readonly started: string;
}

/** Environments of a whole machine. */
const psCap = 256 * 1024 * 1024;
const hasProc = process.platform === 'linux';

/** All processes that have not ended, also those of others. */
export function listProcesses(): Promise<readonly ProcessEntry[]> {
  return hasProc ? listProc() : listPs(['-A']);
}

/** Undefined when no such process runs. */
export async function findProcess(pid: number): Promise<ProcessEntry | undefined> {
  return hasProc ? readStat(String(pid)) : (await listPs(['-p', String(pid)]))[0];
}

export interface Sign {
  /** Line of the environment that a process was started with. */
  readonly line: string;
  /** Folder that an orphan works in: one whose parent lives is somebody's, who may have gone there to look. */
  readonly folder: string;
  /** Start of the first process that can bear it; absent = not known. */
  readonly since?: string | undefined;
}

/** Whose environment cannot be read bears no sign: other users' programs, on macOS also those of the system. */
export async function findBySign(
  processes: readonly ProcessEntry[],
  sign: Sign,
): Promise<ReadonlySet<number>> {
  const { line, folder, since } = sign;
  if (!hasProc) return carriersIn(await ps(['-A', '-E', '-ww', '-o', 'pid=', '-o', 'command=']), line);
  // Starts are ticks since the machine came up.
  const young = processes.filter(({ started }) => since === undefined || Number(started) >= Number(since));
  const bears = async ({ pid, parent }: ProcessEntry) =>
    (await carries(pid, line)) || ((await worksIn(pid, folder)) && (await takesInOrphans(parent)));
  const found = await Promise.all(young.map(bears));
  return new Set(young.filter((_, index) => found[index]).map(({ pid }) => pid));
}

/** Of what `ps` shows with environments: one process per line, its environment behind its command. */
export function carriersIn(shown: string, line: string): ReadonlySet<number> {
  const lines = shown.split('\n').filter((each) => `${each} `.includes(` ${line} `));
  return new Set(lines.map((each) => Number.parseInt(each, 10)));
}

async function carries(pid: number, line: string): Promise<boolean> {
  const environment = await environmentOf(pid);
  // Bytes on both sides: an environment need not be UTF-8.
  const bytes = Buffer.from(line).toString('latin1');
  return `\0${environment}`.includes(`\0${bytes}\0`);
}

/** A process has none for the moment in which it becomes another program. */
async function environmentOf(pid: number): Promise<string> {
  for (let look = 1; ; look++) {
    const environment = await readOrEmpty(`/proc/${pid}/environ`);
    if (environment !== '' || look === 3) return environment;
    await sleep(2);
  }
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  const path = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return path === folder || path.startsWith(`${folder}/`);
}

/** The first process, and on desktops the user's own systemd. */
async function takesInOrphans(pid: number): Promise<boolean> {
  return pid === 1 || (await readOrEmpty(`/proc/${pid}/comm`)) === 'systemd\n';
}

async function listProc(): Promise<readonly ProcessEntry[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(names.map(readStat));
  return entries.filter((entry) => entry !== undefined);
}

/** `pid (name) state parent group … start …`; the name may hold anything, also `)`. */
async function readStat(pid: string): Promise<ProcessEntry | undefined> {
  const stat = await readOrEmpty(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const started = fields[19];
  if (started === undefined || isOver(state)) return undefined;
  return { pid: Number(pid), parent: Number(parent), group: Number(group), started };
}

async function listPs(selection: readonly string[]): Promise<readonly ProcessEntry[]> {
  const columns = ['-o', 'pid=', '-o', 'ppid=', '-o', 'pgid=', '-o', 'state=', '-o', 'lstart='];
  const shown = await ps([...selection, ...columns]);
  return shown.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, started] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (started === undefined || isOver(state)) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started }];
  });
}

async function ps(args: readonly string[]): Promise<string> {
  // The words of a start must not depend on who looks.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const options = { env, maxBuffer: psCap };
  const { stdout } = await promisify(execFile)('ps', args, options).catch(noneFound);
  return stdout;
}

/** `ps` exits with 1 when nothing matches. */
function noneFound(error: unknown): { stdout: string } {
  if (error instanceof Error && 'code' in error && error.code === 1) return { stdout: '' };
  throw error;
}

/** Zombies have ended; only their parent has not asked yet. */
function isOver(state: string | undefined): boolean {
  return state === undefined || state.startsWith('Z') || state.startsWith('X');
}

/** A process may end, or belong to somebody else, at any moment between two looks. */
async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch {
    return '';
  }
}
