/** Child processes of tests: started from the sources, read line by line, never left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly pid: number;
  /** What it has printed so far, stdout and stderr together. */
  output(): string;
  /** Waits until the output matches; rejects when the process ends, or two minutes pass, without it. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** Exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const patienceMs = 120_000;

/** Runs a file with the Node that runs the tests. The child is killed when the test is over. */
export function startNode(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Child {
  return startProcess([process.execPath, file, ...args], env);
}

export function startProcess(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Child {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes));
  const ended = endOf(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    pid,
    ended,
    output: () => output,
    until: (pattern) => matching(pattern, () => output, ended),
    signal: (name) => void child.kill(name),
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? signal ?? 'SIGKILL';
}

async function matching(
  pattern: RegExp,
  output: () => string,
  ended: Promise<unknown>,
): Promise<RegExpExecArray> {
  const over = ended.then(() => 'over');
  const last = Date.now() + patienceMs;
  while (Date.now() < last) {
    const state = await Promise.race([over, setTimeout(20)]);
    const match = pattern.exec(output());
    if (match !== null) return match;
    if (state === 'over') break;
  }
  throw new Error(`The process never printed ${pattern}. It printed:\n${output()}`);
}

/** Waits until no such process runs; a zombie that nobody has collected yet counts as ended. */
export async function untilGone(pid: number): Promise<void> {
  const last = Date.now() + patienceMs;
  while (isRunning(pid)) {
    if (Date.now() > last) throw new Error(`process ${pid} is still there`);
    await setTimeout(20);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
