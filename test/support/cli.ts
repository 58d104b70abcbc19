/** Runs the real command line as a process of its own and waits for its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = join(import.meta.dirname, '../../src/cli/main.ts');

/** Only what `env` names, and PATH, is in its environment. Its working folder is that of the tests. */
export async function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
