/**
 * Sees a program through: until it ends by itself, writes too much, or is told to stop. Owns that order; who belongs to
 * the program is `tree.ts`.
 *
 * C1. When this returns or throws, nothing of the program runs any more (but what even SIGKILL does not end).
 * C2. What the program left running is ended too, whether it holds a pipe or not.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../abort.ts';
import { lasting } from '../call-error.ts';
import type { End } from './command.ts';
import type { Program } from './program.ts';
import { endTree } from './tree.ts';

export interface Ending extends End {
  readonly stdout: string;
  /** The last 64 KiB. */
  readonly stderr: string;
}

export interface Conducted {
  readonly program: Program;
  readonly started: string | undefined;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called with the pids that could not be ended. */
  readonly onSurvivors: (pids: readonly number[]) => void;
}

/** How long what was written may take to be read once nobody of the program is left. */
const closeMs = 5_000;

export async function conduct({ program, started, folder, signal, onSurvivors }: Conducted): Promise<Ending> {
  const { pid, stdout, stderr, ended, sandboxed } = program;
  const end = async () => {
    const survivors = await endTree({ leader: { pid, started, keeper: sandboxed }, folder });
    if (survivors.length > 0) onSurvivors(survivors);
  };
  try {
    await unlessAborted(Promise.race([ended, stdout.full.then(tooMuch)]), signal);
  } catch (reason) {
    await end();
    throw reason;
  } finally {
    await settle(program, end);
  }
  // The last of it may have been read only after the program had ended.
  if (stdout.isFull()) tooMuch();
  return { ...program.told(await ended), stdout: stdout.text(), stderr: stderr.text() };
}

/** What the program left running is ended, what it wrote is read to the end (C1, C2). */
async function settle({ closed, hangUp }: Program, end: () => Promise<void>): Promise<void> {
  await end();
  const over = new AbortController();
  const late = sleep(closeMs, false, { ref: false, signal: over.signal });
  // What is not waited for any more is told so, and says so.
  late.catch(() => undefined);
  const inTime = await Promise.race([closed.then(() => true), late]);
  over.abort();
  if (!inTime) hangUp();
}

function tooMuch(): never {
  throw lasting('output', 'The program wrote more than 1 MiB to its standard output', {
    detail: 'Write large results to a file or a store of your own and print where they are.',
  });
}
