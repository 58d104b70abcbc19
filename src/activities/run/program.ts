/**
 * Starts a program: finds the file, spawns it in a session of its own, hands it its input, listens to its outputs. Owns
 * what can go wrong with that; what becomes of the program is `conduct.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, isAbsolute, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { RunCall } from '../../interpreter/call.ts';
import { type CallError, lasting, passing } from '../call-error.ts';
import { captureHead, captureTail, type Head, type Tail } from './capture.ts';
import { isInside } from './folder.ts';

export interface Program {
  readonly pid: number;
  readonly stdout: Head;
  readonly stderr: Tail;
  /** Resolves when the program itself has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<{ readonly exit: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Resolves when nobody holds its outputs any more and all was read. */
  readonly closed: Promise<void>;
  /** Stops reading its outputs. */
  readonly hangUp: () => void;
}

export interface Place {
  /** Folder of programs that are named by a relative path. */
  readonly programs: string;
  readonly cwd: string;
  readonly env: Record<string, string>;
}

const stdoutCap = 1024 * 1024;
const stderrCap = 64 * 1024;

/** Resolves once the program runs; throws an error of the type `spawn` when it cannot be started. */
export async function startProgram(call: RunCall, place: Place): Promise<Program> {
  const [file, ...args] = call.shell ? ['sh', '-c', call.argv[0] ?? ''] : locate(call.argv, place.programs);
  try {
    const { cwd, env } = place;
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    feed(child.stdin, call.stdin);
    // Node throws away what nobody listens to when the program ends: listen before anything is awaited.
    const listening = {
      stdout: captureHead(child.stdout, stdoutCap),
      stderr: captureTail(child.stderr, stderrCap),
      ended: endOf(child),
      closed: new Promise<void>((resolve) => child.once('close', () => resolve())),
      hangUp: () => {
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
    await once(child, 'spawn');
    // Node knows the pid of a child that was spawned.
    return { pid: child.pid as number, ...listening };
  } catch (error) {
    throw notStarted(file, error);
  }
}

function endOf(child: ChildProcess): Program['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (exit, signal) => resolve({ exit, signal }));
  });
}

/** For people: `publish.sh`, or `sh` with its script. */
export function nameOf(call: RunCall): string {
  return call.shell ? 'sh' : basename(call.argv[0] ?? '');
}

function locate(argv: readonly string[], programs: string): [string, ...string[]] {
  const [name = '', ...args] = argv;
  if (!name.includes('/') || isAbsolute(name)) return [name, ...args];
  const file = resolve(programs, name);
  if (isInside(programs, file)) return [file, ...args];
  throw lasting('spawn', `The program ${JSON.stringify(name)} leads out of the programs folder`, {
    detail: `Put it below ${programs} (OSTINATO_PROGRAMS), or write its absolute path.`,
  });
}

/** A program need not read its input: that the pipe is closed then is no fault. */
function feed(stdin: Writable, input: string | undefined): void {
  stdin.on('error', () => undefined);
  stdin.end(input ?? '');
}

function notStarted(file: string, error: unknown): CallError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
      return lasting('spawn', `There is no program ${file}`, { detail: whereToPut(file) });
    case 'EACCES':
      return lasting('spawn', `${file} must not be executed`, { detail: `Try \`chmod +x ${file}\`.` });
    case 'ENOEXEC':
      return lasting('spawn', `${file} is not a program`, {
        detail: 'A script begins with a line such as `#!/bin/sh`.',
      });
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return passing('spawn', `${file} could not be started now: ${message}`);
    default:
      return lasting('spawn', `${file} could not be started: ${message}`);
  }
}

function whereToPut(file: string): string {
  if (isAbsolute(file))
    return 'Relative paths are looked up in the programs folder (OSTINATO_PROGRAMS); a script also needs its interpreter.';
  return 'A name without a slash is looked up on PATH; write `./name` for one in the programs folder.';
}
