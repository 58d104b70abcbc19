/** How programs in the strict sandbox end: with their cancellation, with themselves, with their worker. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunDeps, runProgram } from '../../../src/activities/run/run.ts';
import { attemptOf, keepingLog, openWorkshop, shell, type Workshop } from '../support/attempt.ts';
import { needsSandbox, sandboxWorks } from '../support/sandbox.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

const depsOf = (): RunDeps => ({
  programs: workshop.programs,
  data: workshop.data,
  sandbox: 'strict',
  secret: () => undefined,
  artifacts: workshop.artifacts,
  log: keepingLog(),
});

/** Inside, processes have other pids: each is known by an argument that nobody else has. */
const mark = () => `600.${process.pid}${Math.floor(Math.random() * 1e9)}`;

async function sleeping(argument: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line === `sleep\0${argument}\0`).length;
}

async function untilSleeping(argument: string, count: number): Promise<void> {
  while ((await sleeping(argument)) !== count) await sleep(20);
}

/** In the background, in a session of its own, without environment, elsewhere, its parent gone. */
const daemon = (argument: string) => `(cd /; env -i setsid sleep ${argument} >/dev/null 2>&1 </dev/null &)`;

describe.skipIf(!sandboxWorks)(`a program in a sandbox (${needsSandbox})`, () => {
  it('leaves nobody when it ends, not even who hides', async () => {
    const hidden = mark();
    const up = `until grep -q ${hidden} /proc/[0-9]*/cmdline; do sleep 0.02; done`;
    const { stdout } = await runProgram(
      shell(`${daemon(hidden)}; ${up}; printf done`),
      attemptOf(),
      depsOf(),
    );
    expect(stdout).toBe('done');
    await untilSleeping(hidden, 0);
  });

  it('is told to end before it is ended, and may tidy up; who hides ends with it', async () => {
    const [hidden, tidying, forever] = [mark(), mark(), mark()];
    const controller = new AbortController();
    const script = `trap 'sleep ${tidying} & sleep 0.5; exit 0' TERM; ${daemon(hidden)}; sleep ${forever} & wait`;
    const done = runProgram(shell(script), attemptOf({ signal: controller.signal }), depsOf());
    const outcome = expect(done).rejects.toThrow('cancelled from outside');
    await untilSleeping(hidden, 1);
    await untilSleeping(forever, 1);
    controller.abort(new Error('cancelled from outside'));
    await untilSleeping(tidying, 1);
    await outcome;
    for (const each of [hidden, tidying, forever]) expect(await sleeping(each)).toBe(0);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('is killed when it does not listen', async () => {
    const forever = mark();
    const controller = new AbortController();
    const script = `trap '' TERM; while :; do sleep ${forever}; done`;
    const done = runProgram(shell(script), attemptOf({ signal: controller.signal }), depsOf());
    const outcome = expect(done).rejects.toThrow('enough');
    await untilSleeping(forever, 1);
    controller.abort(new Error('enough'));
    await outcome;
    expect(await sleeping(forever)).toBe(0);
  }, 60_000);

  it('ends with its worker, which nobody has to start again', async () => {
    const [hidden, forever] = [mark(), mark()];
    const worker = join(workshop.root, 'worker.ts');
    const call = JSON.stringify(shell(`${daemon(hidden)}; sleep ${forever}`));
    await writeFile(
      worker,
      `import { runProgram } from '${new URL('../../../src/activities/run/run.ts', import.meta.url).href}';
       const attempt = { runId: 'run-1', node: 'a#1', number: 1, signal: new AbortController().signal, beat: () => {} };
       await runProgram(${call}, attempt, ${JSON.stringify(depsOf())});`,
    );
    const child = spawn(process.execPath, [worker], { stdio: 'ignore' });
    await untilSleeping(hidden, 1);
    await untilSleeping(forever, 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await untilSleeping(hidden, 0);
    await untilSleeping(forever, 0);
  });
});
