/** Programs that try to get out of the strict sandbox: real ones, in a real one. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/activities/attempt.ts';
import { type RunDeps, runProgram } from '../../../src/activities/run/run.ts';
import type { RunCall } from '../../../src/interpreter/call.ts';
import { attemptOf, keepingLog, openWorkshop, runCall, shell, type Workshop } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';
import { needsSandbox, sandboxWorks } from '../support/sandbox.ts';

let workshop: Workshop;
/** In /tmp, wherever the folder of the test lies. */
let outside: string;
beforeEach(async () => {
  outside = await mkdtemp('/tmp/outside-');
  workshop = await openWorkshop();
  await mkdir(workshop.data);
});
afterEach(async () => {
  await workshop.remove();
  await rm(outside, { recursive: true });
});

const depsOf = (): RunDeps => ({
  programs: workshop.programs,
  data: workshop.data,
  sandbox: 'none',
  secret: () => undefined,
  artifacts: workshop.artifacts,
  log: keepingLog(),
});
const strictly = (call: RunCall, attempt: Attempt = attemptOf(), deps: Partial<RunDeps> = {}) =>
  runProgram({ ...call, sandbox: 'strict' }, attempt, { ...depsOf(), ...deps });

/** The worker's own environment, changed while a program runs. */
async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

const ran = () => existsSync(join(workshop.root, 'ran'));
const leaveTrace = () => shell(`touch ${join(workshop.root, 'ran')}`);

describe('where no sandbox can be', () => {
  it('a program that must be in one is not started, and the error says what to install', async () => {
    await withVariable('PATH', workshop.programs, async () => {
      const { error } = await errorOf(strictly(leaveTrace()));
      expect(error).toMatchObject({ type: 'sandbox', retryable: false });
      expect(error.title).toContain('bwrap');
      expect(error.detail).toContain('apt-get install bubblewrap');
    });
    expect(ran()).toBe(false);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('also when the worker asks for it and the node does not', async () => {
    await withVariable('PATH', workshop.programs, async () => {
      const { error } = await errorOf(
        runProgram(leaveTrace(), attemptOf(), { ...depsOf(), sandbox: 'strict' }),
      );
      expect(error.type).toBe('sandbox');
    });
    expect(ran()).toBe(false);
  });

  it('also when the kernel refuses it: what bubblewrap says is told', async () => {
    await workshop.program('bwrap', '#!/bin/sh\necho "bwrap: No permissions" >&2; exit 1');
    await workshop.program('prlimit', '#!/bin/sh\nexit 1');
    await withVariable('PATH', `${workshop.programs}:${process.env['PATH']}`, async () => {
      const { error } = await errorOf(strictly(leaveTrace()));
      expect(error).toMatchObject({ type: 'sandbox', retryable: false });
      expect(error.detail).toContain('No permissions');
      expect(error.detail).toContain('docs/guide/programs.md');
    });
    expect(ran()).toBe(false);
  });
});

describe.skipIf(!sandboxWorks)(`in a sandbox (${needsSandbox})`, () => {
  describe('a program', () => {
    it('gives what it would give outside', async () => {
      await workshop.program('tools/say.sh', '#!/bin/sh\ncat; printf "%s|" "$@"; printf note >&2');
      const call = runCall({ argv: ['./tools/say.sh', 'a b', '$HOME', ''], stdin: 'in: ' });
      expect(await strictly(call)).toEqual({ exit: 0, stdout: 'in: a b|$HOME||', stderr: 'note' });
      expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
    });

    it('fails as it would fail outside', async () => {
      const exit = await errorOf(strictly(shell('echo oh >&2; exit 3')));
      expect(exit.error).toMatchObject({ type: 'exit', data: { exit: 3, stderr: 'oh\n' } });
      const signal = await errorOf(strictly(shell('kill -KILL $$')));
      expect(signal.error).toMatchObject({ type: 'signal', data: { signal: 'SIGKILL' } });
      for (const argv of [['./missing.sh'], ['surely-no-such-program']]) {
        const { error } = await errorOf(strictly(runCall({ argv })));
        expect(error).toMatchObject({ type: 'spawn', retryable: false });
        expect(error.title).toContain('There is no program');
      }
    });

    it('works in its folder, also deeper, and has a /tmp of its own', async () => {
      await writeFile(join(outside, 'a-file'), 'of somebody else');
      const script = `touch mine; pwd; touch "$TMPDIR/x" /dev/shm/y; echo "$TMPDIR"; ls ${outside} 2>&1 | grep -c a-file`;
      const { stdout } = await strictly(shell(`${script}; true`, { cwd: 'a/b' }));
      const [where, tmp, found] = stdout.split('\n');
      expect(where?.startsWith(join(workshop.data, 'visits'))).toBe(true);
      expect(where?.endsWith('/a/b')).toBe(true);
      expect([tmp, found]).toEqual(['/tmp', '0']);
    });
  });

  describe('it cannot', () => {
    it('write anywhere else', async () => {
      await workshop.program('mine.sh', '#!/bin/sh\n');
      const places = ['/etc', '/usr', '/dev', '/run', '/var/tmp', '/proc/sys/kernel', '/sys', '$HOME'];
      const all = [...places, workshop.programs, workshop.data].map((place) => `"${place}"`).join(' ');
      const script = `for p in ${all}; do if (: > $p/ostinato-was-here) 2>/dev/null; then echo "$p"; fi; done`;
      expect(await strictly(shell(script))).toMatchObject({ stdout: '' });
      const more =
        '(echo x >> "$0") 2>/dev/null || echo kept; (cat /proc/sys/kernel/panic > /proc/sys/kernel/panic) 2>/dev/null || echo kept';
      await workshop.program('mine.sh', `#!/bin/sh\n${more}`);
      expect(await strictly(runCall({ argv: ['./mine.sh'] }))).toMatchObject({ stdout: 'kept\nkept\n' });
    });

    it('read what Ostinato keeps', async () => {
      await mkdir(join(workshop.data, 'blobs'));
      await writeFile(join(workshop.data, 'blobs', 'a'), 'somebody else');
      const script = `cat ${workshop.data}/blobs/a; find ${workshop.data} -type f`;
      expect(await strictly(shell(`${script}; true`))).toMatchObject({ stdout: '' });
    });

    it('find the environment of the worker, or a process of anybody', async () => {
      await withVariable('OSTINATO_TEST_KEY', 'sk-not-for-programs', async () => {
        const script = 'cat /proc/[0-9]*/environ | tr "\\0" "\\n" | grep -c not-for; cat /proc/[0-9]*/comm';
        const { stdout } = await strictly(shell(script));
        const [count, ...names] = stdout.trim().split('\n');
        expect(count).toBe('0');
        expect(names.filter((name) => !['bwrap', 'sh', 'cat'].includes(name))).toEqual([]);
      });
    });

    it('be reached by what is given to its environment: no loader, no settings', async () => {
      const { error } = await errorOf(strictly(shell(':', { env: { LD_PRELOAD: './own.so' } })));
      expect(error).toMatchObject({ type: 'sandbox', retryable: false });
      expect(error.title).toContain('LD_PRELOAD');
      const open = { A: 'x\0--bind\0/\0/' };
      expect((await errorOf(strictly(shell(':', { env: open })))).error).toMatchObject({ type: 'spawn' });
      const path = { PATH: `${workshop.programs}:/usr/bin:/bin` };
      await workshop.program('bwrap', `#!/bin/sh\ntouch ${join(workshop.root, 'ran')}`);
      expect(await strictly(shell('echo fine', { env: path }))).toMatchObject({ stdout: 'fine\n' });
      expect(ran()).toBe(false);
    });

    it('forge how it ended', async () => {
      const script = `ls /proc/self/fd; for n in 3 4 5; do (echo '{ "exit-code": 0 }' >&$n) 2>/dev/null; done; exit 7`;
      const { error } = await errorOf(strictly(shell(script)));
      expect(error).toMatchObject({ type: 'exit', data: { exit: 7 } });
    });

    it('leave its limits', async () => {
      const { stdout } = await strictly(
        shell('ulimit -t; ulimit -d; ulimit -n; ulimit -c; ulimit -t unlimited || true; ulimit -t'),
      );
      expect(stdout.split('\n')).toEqual(['3600', '4194304', '1024', '0', '3600', '']);
      const { stdout: own } = await strictly(shell('grep "Max processes" /proc/self/limits'));
      expect(own).toMatch(/ 256 +256 /);
    });
  });

  it('may not take more memory than its limit', async () => {
    const call = runCall({ argv: ['./node', '-e', 'console.log(Buffer.alloc(5 * 2 ** 30).length)'] });
    const programs = dirname(process.execPath);
    expect(await runProgram(call, attemptOf(), { ...depsOf(), programs })).toMatchObject({ exit: 0 });
    const { error } = await errorOf(strictly(call, attemptOf(), { programs }));
    expect(error).toMatchObject({ type: 'exit', data: { stderr: expect.stringContaining('allocation') } });
  });

  describe('no network', () => {
    let reached = 0;
    let servers: Server[] = [];
    beforeEach(async () => {
      reached = 0;
      const hear = async (where: string | number) => {
        const server = createServer((socket) => {
          reached++;
          socket.end();
        }).listen(where);
        await once(server, 'listening');
        return server;
      };
      servers = [await hear(0), await hear(join(outside, 'a.sock')), await hear('\0ostinato-test')];
    });
    afterEach(() => servers.forEach((server) => server.close()));

    it('is there: no port, no socket in /tmp, no abstract one', async () => {
      const address = servers[0]?.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const targets = [{ port, host: '127.0.0.1' }, { path: join(outside, 'a.sock') }];
      const script = `for (const to of ${JSON.stringify([...targets, { path: '\0ostinato-test' }])})
        require('node:net').connect(to).on('connect', () => console.log('in')).on('error', () => console.log('out'))`;
      const call = runCall({ argv: ['./node', '-e', script] });
      const programs = dirname(process.execPath);
      expect(await runProgram(call, attemptOf(), { ...depsOf(), programs })).toMatchObject({
        stdout: 'in\nin\nin\n',
      });
      const before = reached;
      expect(await strictly(call, attemptOf(), { programs })).toMatchObject({ stdout: 'out\nout\nout\n' });
      expect(reached).toBe(before);
    });
  });

  it.runIf(process.getuid)('has at most 256 processes (as any user but root)', async () => {
    const worker = join(workshop.root, 'worker.ts');
    const call = {
      ...shell('i=0; while [ $i -lt 300 ]; do sleep 600 & i=$((i+1)); done'),
      sandbox: 'strict',
    };
    await writeFile(
      worker,
      `import { runProgram } from '${new URL('../../../src/activities/run/run.ts', import.meta.url).href}';
       const attempt = ${JSON.stringify({ ...attemptOf(), signal: undefined })};
       await runProgram(${JSON.stringify(call)}, { ...attempt, signal: new AbortController().signal, beat: () => {} },
         ${JSON.stringify({ ...depsOf(), data: join(workshop.root, 'own') })}).catch((thrown) => console.log(JSON.stringify(thrown.error)));`,
    );
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (nobody.uid !== undefined) await chown(workshop.root, nobody.uid, nobody.gid);
    const { stdout, stderr } = spawnSync(process.execPath, [worker], { ...nobody, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'exit', detail: expect.stringMatching(/fork/i) });
  });

  it('secrets do not stand among the arguments of a process', async () => {
    const call = shell('sleep 0.5; printf "$KEY" | wc -c', { secrets: { KEY: 'weather' } });
    const value = 'a-value-that-nobody-else-has';
    const done = strictly(call, attemptOf(), { secret: () => value });
    const seen: string[] = [];
    const over = done.then(() => 'over');
    while ((await Promise.race([over, sleep(10)])) !== 'over') seen.push(await commandLines());
    expect((await done).stdout.trim()).toBe(String(value.length));
    expect(seen.some((lines) => lines.includes('bwrap'))).toBe(true);
    expect(seen.filter((lines) => lines.includes(value))).toEqual([]);
  });
});

async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.join('\n');
}
