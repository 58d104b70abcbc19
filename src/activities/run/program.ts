/**
 * Starts a program: spawns it in a session of its own, hands it its input, listens to its outputs. Owns that; which file
 * it is is `command.ts`, what is put around it `sandbox.ts`, what becomes of it `conduct.ts`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import type { RunCall } from '../../interpreter/call.ts';
import { captureHead, captureTail, type Head, type Tail } from './capture.ts';
import { type Command, type End, locate, notStarted } from './command.ts';
import { type Enclosure, hold, type ShutIn, shutIn } from './sandbox.ts';

export interface Program {
  readonly pid: number;
  readonly stdout: Head;
  readonly stderr: Tail;
  /** A sandbox is around it, and `pid` is the sandbox's. */
  readonly sandboxed: boolean;
  /** Resolves when the program itself has ended. */
  readonly ended: Promise<End>;
  /** Resolves when nobody holds its outputs any more and all was read. */
  readonly closed: Promise<void>;
  /** What the end means, once all was read. Throws an error of the type `sandbox` when the program never ran. */
  readonly told: (end: End) => End;
  /** Stops reading its outputs. */
  readonly hangUp: () => void;
}

export interface Place {
  /** Folder of programs that are named by a relative path. */
  readonly programs: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absent: nothing is around the program. */
  readonly sandbox?: Enclosure;
}

const stdoutCap = 1024 * 1024;
const stderrCap = 64 * 1024;

/** Resolves once the program runs; throws an error of the type `spawn`, or `sandbox`, when it cannot be started. */
export async function startProgram(call: RunCall, place: Place): Promise<Program> {
  const command = locate(call, place.programs);
  try {
    const shut = place.sandbox && (await shutIn(command, { ...place, ...place.sandbox }));
    const child = begin(shut ?? command, shut?.env ?? place.env, place.cwd, shut ? 5 : 3);
    return await listenTo(child, call.stdin, shut);
  } catch (error) {
    throw notStarted(command.file, error);
  }
}

function begin({ file, args }: Command, env: Place['env'], cwd: string, pipes: number) {
  const stdio = Array.from({ length: pipes }, () => 'pipe' as const);
  return spawn(file, args, { cwd, env, detached: true, stdio });
}

async function listenTo(
  child: ChildProcessWithoutNullStreams,
  input: string | undefined,
  shut: ShutIn | undefined,
): Promise<Program> {
  feed(child.stdin, input);
  // Node throws away what nobody listens to when the program ends: listen before anything is awaited.
  const stderr = captureTail(child.stderr, stderrCap);
  const verdict = shut && hold(child, shut);
  const listening = {
    stdout: captureHead(child.stdout, stdoutCap),
    stderr,
    sandboxed: shut !== undefined,
    told: (end: End) => (verdict ? verdict(end, stderr.text()) : end),
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
}

function endOf(child: ChildProcessWithoutNullStreams): Program['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (exit, signal) => resolve({ exit, signal }));
  });
}

/** For people: `publish.sh`, or `sh` with its script. */
export function nameOf(call: RunCall): string {
  return call.shell ? 'sh' : basename(call.argv[0] ?? '');
}

/** A program need not read its input: that the pipe is closed then is no fault. */
function feed(stdin: Writable, input: string | undefined): void {
  stdin.on('error', () => undefined);
  stdin.end(input ?? '');
}
