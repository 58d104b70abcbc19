/**
 * The strict sandbox: bubblewrap around a program, with limits by prlimit. Owns what the program sees and may use.
 *
 * SB1. It fails closed: without its tools, or where the kernel refuses it, no program is started.
 * SB2. bubblewrap gets nothing of the node's environment: a variable of the loader would run the node's code outside.
 *      What the program gets comes to it through a pipe, as every user of the machine can read arguments.
 * SB3. The files of the machine are there to be read, but for the data folder (other runs), /run and /tmp (sockets of
 *      services, which no network namespace keeps away).
 * SB4. With the worker, or with the program itself, all inside is gone at once: the kernel sees to it.
 */
import type { ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { lasting } from '../call-error.ts';
import { captureHead } from './capture.ts';
import { type Command, type End, findExecutable } from './command.ts';
import { markOf } from './environment.ts';

export interface Enclosure {
  /** Folder of everything that Ostinato keeps: hidden. */
  readonly data: string;
  /** Folder of the visit: the only one to write, beside `/tmp`. */
  readonly folder: string;
  /** Folder that is `/tmp` inside. */
  readonly tmp: string;
}

interface Inside extends Enclosure {
  readonly programs: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** bubblewrap as it is to be started. */
export interface ShutIn extends Command {
  readonly env: Readonly<Record<string, string>>;
  /** What `hold` tells it, each with its end. */
  readonly settings: readonly string[];
}

/** Of each process. Memory is what it may write to; the address space that runtimes reserve does not count. */
const limits = ['--cpu=3600:3610', '--data=4294967296', '--nofile=1024', '--nproc=256', '--core=0'];

const namespaces = ['--unshare-all', '--die-with-parent', '--cap-drop', 'ALL'];
const statusCap = 64 * 1024;
// Node has the table as a plain object.
const signals = Object.entries(constants.signals) as [NodeJS.Signals, number][];
const pipes = { settings: 3, status: 4 };

/** Throws an error of the type `sandbox`; rejects with `ENOENT` or `EACCES` when there is no such program. */
export async function shutIn({ file, args }: Command, inside: Inside): Promise<ShutIn> {
  const { cwd, env, folder } = inside;
  const [bwrap, prlimit] = [await toolNamed('bwrap'), await toolNamed('prlimit')];
  const program = await findExecutable(file, env['PATH']);
  const settings = [...namespaces, ...(await mountsOf(inside)), '--chdir', cwd, ...variablesOf(env)];
  const talk = ['--args', String(pipes.settings), '--json-status-fd', String(pipes.status)];
  return {
    file: bwrap,
    args: [...talk, '--', prlimit, ...limits, '--', program, ...args],
    env: Object.fromEntries([markOf(folder).split(/=(.*)/s)]),
    settings: settings.map(terminated),
  };
}

/** A zero byte inside would begin a setting of the definition's own. */
function terminated(setting: string): string {
  if (!setting.includes('\0')) return `${setting}\0`;
  throw lasting('spawn', 'The environment of the program holds a zero byte', {
    detail: 'Hand such a text over in `stdin`.',
  });
}

/** On the worker's own PATH: the node's may name a folder that its program writes to. */
async function toolNamed(name: string): Promise<string> {
  return findExecutable(name, process.env['PATH']).catch(() => {
    throw lasting('sandbox', `The program is to run in a sandbox, and this worker has no \`${name}\``, {
      detail:
        'On Linux install bubblewrap and util-linux: `apt-get install bubblewrap util-linux`, ' +
        '`dnf install bubblewrap util-linux`, `apk add bubblewrap util-linux-misc`. Other systems have none: ' +
        'give the node a `queue` of workers on Linux, or, for a program that you trust, `sandbox: none`.',
    });
  });
}

/** Sorted so that what lies inside another comes after it. */
async function mountsOf({ programs, data, folder, tmp }: Inside): Promise<string[]> {
  const [dataFolder, programsFolder] = [await realpath(data), await realpath(programs).catch(() => programs)];
  const mounts = [
    ['/tmp', '--bind', tmp],
    ['/run', '--tmpfs'],
    [dataFolder, '--tmpfs'],
    [programsFolder, '--ro-bind-try', programsFolder],
    [folder, '--bind', folder],
  ].toSorted(([a = ''], [b = '']) => a.length - b.length);
  const system = ['--ro-bind', '/', '/', '--dev', '/dev', '--bind', tmp, '/dev/shm', '--proc', '/proc'];
  return [
    ...system,
    ...mounts.flatMap(([at = '', option = '', source]) => [option, ...(source ? [source] : []), at]),
    // Memory that no limit counts, else; in /proc, the settings of a kernel that obeys its root.
    ...['/dev', '/proc', '/run', dataFolder].flatMap((at) => ['--remount-ro', at]),
  ];
}

/** What the loader reads would act on `prlimit`, before the limits are set. */
function variablesOf(env: Inside['env']): string[] {
  const name = Object.keys(env).find((each) => each.startsWith('LD_'));
  if (name !== undefined)
    throw lasting('sandbox', `\`${name}\` cannot be set for a program in a sandbox`, {
      detail: `Let the program set it: \`run: [env, ${name}=…, ./program]\`.`,
    });
  return Object.entries(env).flatMap((line) => ['--setenv', ...line]);
}

/** Tells a bubblewrap that was started what to do. What is given back tells the program's end from its own (SB1). */
export function hold(child: ChildProcess, { settings }: ShutIn): (end: End, stderr: string) => End {
  // Both were asked for as pipes.
  const told = child.stdio[pipes.settings] as Writable;
  const status = captureHead(child.stdio[pipes.status] as Readable, statusCap);
  // It may end before it has read all; the status shows that.
  told.on('error', () => undefined);
  told.end(settings.join(''));
  return (end, stderr) => {
    if (end.signal === null && !status.text().includes('"exit-code"')) throw notSetUp(stderr);
    return unwrapped(end);
  };
}

/** bubblewrap says a signal as shells do. */
function unwrapped(end: End): End {
  const number = (end.exit ?? 0) - 128;
  const signal = signals.find(([, value]) => value === number)?.[0];
  return signal === undefined ? end : { exit: null, signal };
}

function notSetUp(stderr: string): Error {
  return lasting('sandbox', 'The sandbox of the program could not be set up', {
    detail:
      `${stderr.trim().slice(-500)}\nThe kernel or the container must allow new namespaces to the user of the ` +
      'worker: docs/guide/programs.md says how.',
  });
}
