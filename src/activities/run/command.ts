/**
 * What is executed: the file that a program's name means, and the words for why it cannot be started. Owns the lookup;
 * starting is `program.ts`.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { RunCall } from '../../interpreter/call.ts';
import { CallError, lasting, passing } from '../call-error.ts';
import { isInside } from './folder.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** How a program ended. */
export interface End {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A relative path lies in the programs folder; a name without a slash is left to PATH. */
export function locate(call: RunCall, programs: string): Command {
  if (call.shell) return { file: 'sh', args: ['-c', call.argv[0] ?? ''] };
  const [name = '', ...args] = call.argv;
  if (!name.includes('/') || isAbsolute(name)) return { file: name, args };
  const file = resolve(programs, name);
  if (isInside(programs, file)) return { file, args };
  throw lasting('spawn', `The program ${JSON.stringify(name)} leads out of the programs folder`, {
    detail: `Put it below ${programs} (OSTINATO_PROGRAMS), or write its absolute path.`,
  });
}

/** The executable of that name on a PATH; a path is taken as it is. Rejects with `ENOENT` or `EACCES`. */
export async function findExecutable(name: string, path = '/usr/local/bin:/usr/bin:/bin'): Promise<string> {
  const folders = name.includes('/') ? [''] : path.split(':').filter(isAbsolute);
  let reason: unknown = Object.assign(new Error(`no ${name} on PATH`), { code: 'ENOENT' });
  for (const folder of folders) {
    const file = folder === '' ? name : join(folder, name);
    const fault = await access(file, constants.X_OK).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (fault === undefined) return file;
    if (!isMissing(fault) || folder === '') reason = fault;
  }
  throw reason;
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Why the file could not be started, and what helps. */
export function notStarted(file: string, error: unknown): CallError {
  if (error instanceof CallError) return error;
  const message = error instanceof Error ? error.message : String(error);
  switch (codeOf(error)) {
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
