/** Whole trees of real processes: each test looks for what is left by the environment that it gave. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Attempt } from '../../../src/activities/attempt.ts';
import { recoverPrograms } from '../../../src/activities/run/leftovers.ts';
import { carriersIn, findProcess, listProcesses } from '../../../src/activities/run/processes.ts';
import { runProgram } from '../../../src/activities/run/run.ts';
import type { RunCall } from '../../../src/interpreter/call.ts';
import { untilGone } from '../../support/process.ts';
import { attemptOf, keepingLog, openWorkshop, shell, type Workshop } from '../support/attempt.ts';
import { needsSandbox, sandboxWorks } from '../support/sandbox.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

const run = (call: RunCall, attempt: Attempt) =>
  runProgram(call, attempt, {
    programs: workshop.programs,
    data: workshop.data,
    sandbox: 'none',
    secret: () => undefined,
    artifacts: workshop.artifacts,
    log: keepingLog(),
  });

/** Processes that write their pid into this file, one per line, when they have come up. */
const pidsFile = () => join(workshop.root, 'pids');

async function pidsOnceThere(count: number): Promise<number[]> {
  for (;;) {
    const text = existsSync(pidsFile()) ? await readFile(pidsFile(), 'utf8') : '';
    // A file may be there before the first line is in it; a line is whole with its end.
    const lines = text.split('\n').slice(0, -1);
    if (lines.length >= count) return lines.map(Number);
    await sleep(10);
  }
}

async function alive(pids: readonly number[]): Promise<number[]> {
  const found = await Promise.all(pids.map(findProcess));
  return found.filter((entry) => entry !== undefined).map(({ pid }) => pid);
}

const iAm = () => `echo $$ >> ${pidsFile()}`;

/** Runs the script until `count` processes are up, then aborts; answers their pids. */
async function cancelOnceUp(script: string, count: number): Promise<number[]> {
  const controller = new AbortController();
  const reason = new Error('cancelled from outside');
  const done = run(shell(script), attemptOf({ signal: controller.signal }));
  const outcome = expect(done).rejects.toBe(reason);
  const pids = await pidsOnceThere(count);
  controller.abort(reason);
  await outcome;
  return pids;
}

describe('a cancelled program', () => {
  it('ends with its children and their children', async () => {
    const script = `${iAm()}; sh -c '${iAm()}; sh -c "${iAm().replaceAll('$', '\\$')}; sleep 600" & wait' & wait`;
    expect(await alive(await cancelOnceUp(script, 3))).toEqual([]);
  });

  it('may tidy up when it is told to end', async () => {
    const note = join(workshop.root, 'note');
    const script = `trap 'echo tidy > ${note}; exit 0' TERM; ${iAm()}; while :; do sleep 0.02; done`;
    expect(await alive(await cancelOnceUp(script, 1))).toEqual([]);
    expect(await readFile(note, 'utf8')).toBe('tidy\n');
  });

  it('is killed when it does not listen', async () => {
    const script = `trap '' TERM; ${iAm()}; while :; do sleep 0.1; done`;
    expect(await alive(await cancelOnceUp(script, 1))).toEqual([]);
  }, 60_000);

  it('is told to end also where looking for it takes longer than the grace', async () => {
    let now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 60_000));
    onTestFinished(() => clock.mockRestore());
    const [pid = 0] = await cancelOnceUp(`${iAm()}; sleep 600`, 1);
    clock.mockRestore();
    await untilGone(pid);
  }, 30_000);

  it('ends with a child that left the group', async () => {
    const script = `${iAm()}; setsid sh -c '${iAm()}; sleep 600' & wait`;
    expect(await alive(await cancelOnceUp(script, 2))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('ends with a daemon whose parent is gone', async () => {
    const daemon = `setsid sh -c '${iAm()}; sleep 600' >/dev/null 2>&1 </dev/null &`;
    const script = `sh -c "${daemon.replaceAll('$', '\\$')}"; ${iAm()}; sleep 600`;
    expect(await alive(await cancelOnceUp(script, 2))).toEqual([]);
  });

  it('ends also when it goes on starting others', async () => {
    const script = `trap '(sleep 600 & echo $! >> ${pidsFile()}) ; sleep 600' TERM; ${iAm()}; while :; do sleep 0.02; done`;
    await cancelOnceUp(script, 1);
    expect(await alive(await pidsOnceThere(1))).toEqual([]);
  }, 60_000);

  it.runIf(process.platform === 'linux')('ends with a daemon that dropped its environment', async () => {
    const daemon = `env -i setsid sh -c '${iAm()}; sleep 600' >/dev/null 2>&1 </dev/null &`;
    const script = `sh -c "${daemon.replaceAll('$', '\\$')}"; ${iAm()}; sleep 600`;
    expect(await alive(await cancelOnceUp(script, 2))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')(
    'is found by its mark also in a folder with an odd name',
    async () => {
      workshop = { ...workshop, data: join(workshop.root, 'dätä 1=2') };
      const daemon = `setsid sh -c '${iAm()}; sleep 600' >/dev/null 2>&1 </dev/null &`;
      const script = `sh -c "${daemon.replaceAll('$', '\\$')}"; ${iAm()}; sleep 600`;
      expect(await alive(await cancelOnceUp(script, 2))).toEqual([]);
    },
  );

  it('leaves no folder', async () => {
    await cancelOnceUp(`${iAm()}; sleep 600`, 1);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('does not start at all when it was cancelled before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(run(shell(iAm()), attemptOf({ signal }))).rejects.toThrow('too late');
    expect(existsSync(pidsFile())).toBe(false);
  });
});

describe('a program that has ended', () => {
  it('is not waited for when a child in the background holds its output', async () => {
    const { stdout } = await run(shell(`sleep 600 & echo $! >> ${pidsFile()}; echo done`), attemptOf());
    expect(stdout).toBe('done\n');
    expect(await alive(await pidsOnceThere(1))).toEqual([]);
  });

  it('is not waited for when a child that left the group holds its output', async () => {
    const script = `setsid sh -c '${iAm()}; sleep 600' & while [ ! -e ${pidsFile()} ]; do sleep 0.02; done; echo done`;
    expect((await run(shell(script), attemptOf())).stdout).toBe('done\n');
    expect(await alive(await pidsOnceThere(1))).toEqual([]);
  });

  it('leaves nobody who left the group and holds none of its outputs', async () => {
    const daemon = `setsid sh -c '${iAm()}; sleep 600' </dev/null >/dev/null 2>&1 &`;
    const script = `${daemon} while [ ! -e ${pidsFile()} ]; do sleep 0.02; done`;
    await run(shell(script), attemptOf());
    expect(await alive(await pidsOnceThere(1))).toEqual([]);
  });

  it('keeps all that it wrote before the end', async () => {
    const { stdout } = await run(
      shell('head -c 900000 /dev/zero | tr "\\0" x; exec sh -c "printf end"'),
      attemptOf(),
    );
    expect(stdout).toHaveLength(900_003);
  });

  it('has told its pid and its start', async () => {
    const attempt = attemptOf();
    await run(shell('sleep 0.2'), attempt);
    expect(attempt.beats).toEqual([
      { host: hostname(), pid: expect.any(Number), started: expect.any(String) },
    ]);
  });
});

const runModule = new URL('../../../src/activities/run/run.ts', import.meta.url).href;
const folderModule = new URL('../../../src/activities/run/folder.ts', import.meta.url).href;

/** A worker of its own process, which is killed once `count` processes are up. */
async function loseWorker(script: string, count: number): Promise<number[]> {
  const worker = join(workshop.root, 'worker.ts');
  await writeFile(
    worker,
    `import { runProgram } from '${runModule}';
     const call = ${JSON.stringify(shell(script))};
     const attempt = { runId: 'run-1', node: 'publish#1', number: 1, scheduledAt: 0, remembered: undefined,
       signal: new AbortController().signal, beat: () => {} };
     await runProgram(call, attempt, ${JSON.stringify({ programs: workshop.programs, data: workshop.data })});`,
  );
  const child = spawn(process.execPath, [worker], { stdio: 'ignore' });
  const pids = await pidsOnceThere(count);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  return pids;
}

const leaving = () => `${iAm()}; setsid sh -c '${iAm()}; sleep 600' & wait`;

describe('what a lost worker left', () => {
  it.runIf(process.platform === 'linux')('is ended by the next attempt, with its folder', async () => {
    const pids = await loseWorker(leaving(), 2);
    expect(await alive(pids)).toEqual(pids);
    const { stdout } = await run(shell('ls -A; echo second'), attemptOf({ number: 2 }));
    expect(stdout).toBe('second\n');
    expect(await alive(pids)).toEqual([]);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is ended by the worker that starts next', async () => {
    const pids = await loseWorker(leaving(), 2);
    await recoverPrograms(workshop.data);
    expect(await alive(pids)).toEqual([]);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('is found by pid and start alone', async () => {
    const orphan = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const pid = orphan.pid ?? 0;
    const started = (await findProcess(pid))?.started;
    const gone = new Promise((resolve) => orphan.once('exit', resolve));
    await run(
      shell(':'),
      attemptOf({ number: 2, remembered: { host: hostname(), pid, started: started ?? '' } }),
    );
    await gone;
    expect(await alive([pid])).toEqual([]);
  });

  it('is not mistaken: another start, or another machine, is another process', async () => {
    const other = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const pid = other.pid ?? 0;
    const started = (await findProcess(pid))?.started ?? '';
    try {
      const wrong = [
        { host: hostname(), pid, started: `${started}0` },
        { host: 'elsewhere', pid, started },
        { host: hostname(), pid: String(pid), started },
        'nonsense',
        null,
      ];
      for (const remembered of wrong) await run(shell(':'), attemptOf({ number: 2, remembered }));
      expect(await alive([pid])).toEqual([pid]);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is not who came to look: a shell of somebody else, in the folder of the program', async () => {
    const controller = new AbortController();
    const script = `pwd > ${join(workshop.root, 'where')}; ${iAm()}; sleep 600`;
    const done = run(shell(script), attemptOf({ signal: controller.signal }));
    const outcome = expect(done).rejects.toThrow('enough');
    await pidsOnceThere(1);
    const cwd = (await readFile(join(workshop.root, 'where'), 'utf8')).trim();
    const looking = spawn('sleep', ['600'], { cwd, stdio: 'ignore' });
    await once(looking, 'spawn');
    controller.abort(new Error('enough'));
    await outcome;
    expect(await alive([looking.pid ?? 0])).toEqual([looking.pid]);
    looking.kill('SIGKILL');
  });

  it('does not touch the programs of a worker that lives', async () => {
    const controller = new AbortController();
    const done = run(shell(`${iAm()}; sleep 600`), attemptOf({ signal: controller.signal }));
    const outcome = expect(done).rejects.toThrow('enough');
    const pids = await pidsOnceThere(1);
    await recoverPrograms(workshop.data);
    expect(await alive(pids)).toEqual(pids);
    controller.abort(new Error('enough'));
    await outcome;
  });

  it('does not remove the folder of a worker on another machine', async () => {
    const theirs = join(workshop.data, 'visits', 'a', `${'0'.repeat(12)}-999999-${'0'.repeat(12)}-00000000`);
    await mkdir(theirs, { recursive: true });
    await recoverPrograms(workshop.data);
    expect(existsSync(theirs)).toBe(true);
  });

  it.skipIf(!sandboxWorks)(
    `does not touch the folder of a worker in another container of the same name (${needsSandbox})`,
    async () => {
      const worker = join(workshop.root, 'worker.ts');
      await writeFile(
        worker,
        `import { openFolder } from '${folderModule}';
         console.log(await openFolder(${JSON.stringify(workshop.data)}, 'a'));
         setInterval(() => {}, 1000);`,
      );
      const contained = ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--die-with-parent'];
      const other = spawn('bwrap', [...contained, process.execPath, worker]);
      const [path] = (await once(other.stdout, 'data')) as [Buffer];
      await recoverPrograms(workshop.data);
      expect(existsSync(path.toString().trim())).toBe(true);
      const gone = once(other, 'exit');
      other.kill('SIGKILL');
      await gone;
    },
  );

  it('is nothing on a fresh data folder', async () => {
    await recoverPrograms(join(workshop.root, 'fresh'));
    await mkdir(join(workshop.data, 'visits'), { recursive: true });
    await recoverPrograms(workshop.data);
  });
});

describe('the table of processes', () => {
  it('holds this process and its parent, and no one who is gone', async () => {
    const processes = await listProcesses();
    const self = processes.find(({ pid }) => pid === process.pid);
    expect(self?.parent).toBe(process.ppid);
    expect(await findProcess(process.pid)).toEqual(self);
    expect(await findProcess(2 ** 22 + 1)).toBeUndefined();
  });

  it('is read from `ps` where there is no /proc: who carries a line in its environment', async () => {
    const line = 'OSTINATO_FOLDER=/somewhere with spaces/a';
    const [name = '', value = ''] = line.split('=');
    const carrier = spawn('sleep', ['600'], { env: { [name]: value, PATH: process.env['PATH'] } });
    const other = spawn('sleep', ['600'], { env: { [name]: `${value}b`, PATH: process.env['PATH'] } });
    try {
      await Promise.all([once(carrier, 'spawn'), once(other, 'spawn')]);
      const environments = process.platform === 'linux' ? ['axeww'] : ['-A', '-E', '-ww'];
      const { stdout } = spawnSync('ps', [...environments, '-o', 'pid=,command='], { encoding: 'utf8' });
      expect([...carriersIn(stdout, line)]).toEqual([carrier.pid]);
    } finally {
      carrier.kill('SIGKILL');
      other.kill('SIGKILL');
    }
  });
});
