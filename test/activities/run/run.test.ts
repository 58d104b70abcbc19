import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/activities/attempt.ts';
import { runProgram } from '../../../src/activities/run/run.ts';
import type { RunCall } from '../../../src/interpreter/call.ts';
import { attemptOf, keepingLog, openWorkshop, runCall, shell, type Workshop } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

const secrets: Record<string, string> = { weather: 's3cret' };
const run = (call: RunCall, attempt: Attempt = attemptOf()) =>
  runProgram(call, attempt, {
    programs: workshop.programs,
    data: workshop.data,
    sandbox: 'none',
    secret: (name) => secrets[name],
    artifacts: workshop.artifacts,
    log: keepingLog(),
  });

describe('what a program gives', () => {
  it('is its exit code, its outputs, and its data when it wrote JSON', async () => {
    expect(await run(shell(`printf '{"n": 1}'; printf note >&2`))).toEqual({
      exit: 0,
      stdout: '{"n": 1}',
      stderr: 'note',
      data: { n: 1 },
    });
  });

  it('has no data when it wrote no JSON, or nothing', async () => {
    expect(await run(shell('echo plain'))).toEqual({ exit: 0, stdout: 'plain\n', stderr: '' });
    expect(await run(shell(':'))).toEqual({ exit: 0, stdout: '', stderr: '' });
  });

  it('has data that is no object, too', async () => {
    expect(await run(shell('echo null'))).toMatchObject({ data: null });
    expect(await run(shell('echo 42'))).toMatchObject({ data: 42 });
  });

  it('is an error `output` when JSON is asked for and something else comes', async () => {
    const { error } = await errorOf(run(shell('echo oops', { json: true })));
    expect(error).toMatchObject({ type: 'output', retryable: false });
    expect(error.detail).toContain('oops');
  });

  it('is UTF-8, also when a character comes in pieces or is broken', async () => {
    const script = `printf '\\303'; sleep 0.05; printf '\\244 \\377'`;
    expect((await run(shell(script))).stdout).toBe('ä \ufffd');
  });
});

describe('how a program is started', () => {
  it('takes a relative path from the programs folder, with arguments as they are', async () => {
    await workshop.program('tools/say.sh', '#!/bin/sh\nprintf "%s|" "$@"');
    const { stdout } = await run(runCall({ argv: ['./tools/say.sh', 'a b', '$HOME', '*', ''] }));
    expect(stdout).toBe('a b|$HOME|*||');
  });

  it('takes a name without a slash from PATH, and an absolute path as it is', async () => {
    expect((await run(runCall({ argv: ['printf', 'x'] }))).stdout).toBe('x');
    const path = await workshop.program('abs.sh', '#!/bin/sh\nprintf abs');
    expect((await run(runCall({ argv: [path] }))).stdout).toBe('abs');
  });

  it('looks for names on the PATH that the node gives', async () => {
    await workshop.program('bin/only-here', '#!/bin/sh\nprintf found');
    const env = { PATH: `${join(workshop.programs, 'bin')}:/usr/bin:/bin` };
    expect((await run(runCall({ argv: ['only-here'], env }))).stdout).toBe('found');
  });

  it('feeds its input, also a large one that it does not read', async () => {
    expect((await run(runCall({ argv: ['cat'], stdin: 'grüße' }))).stdout).toBe('grüße');
    expect((await run(runCall({ argv: ['true'], stdin: 'x'.repeat(5 << 20) }))).exit).toBe(0);
    expect((await run(shell('head -c 3', { stdin: 'y'.repeat(5 << 20) }))).stdout).toBe('yyy');
  });

  it('gives an empty input where the node has none', async () => {
    expect((await run(runCall({ argv: ['cat'] }))).stdout).toBe('');
  });

  it('passes on an allow-list of the environment, and what the node names', async () => {
    process.env['OPENAI_API_KEY'] = 'sk-not-for-programs';
    try {
      const call = runCall({ argv: ['env'], env: { GREETING: 'hi' }, secrets: { KEY: 'weather' } });
      const { stdout } = await run(call, attemptOf({ number: 2 }));
      const lines = Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map((line) => line.split(/=(.*)/s)),
      );
      expect(lines).toMatchObject({
        GREETING: 'hi',
        KEY: 's3cret',
        OSTINATO_IDEMPOTENCY_KEY: 'run-1/publish#1',
        OSTINATO_RUN: 'run-1',
        OSTINATO_NODE: 'publish#1',
        OSTINATO_ATTEMPT: '2',
        PATH: process.env['PATH'],
      });
      const allowed =
        /^(PATH|HOME|LANG|TMPDIR|GREETING|KEY|OSTINATO_(IDEMPOTENCY_KEY|RUN|NODE|ATTEMPT|FOLDER))$/;
      expect(Object.keys(lines).filter((name) => !allowed.test(name))).toEqual([]);
    } finally {
      delete process.env['OPENAI_API_KEY'];
    }
  });

  it('does not let the node pretend to be another visit', async () => {
    const call = shell('printf "$OSTINATO_IDEMPOTENCY_KEY"', { env: { OSTINATO_IDEMPOTENCY_KEY: 'fake' } });
    expect((await run(call)).stdout).toBe('run-1/publish#1');
  });

  it('is an error `secret` when a secret is not configured, and says how to', async () => {
    const { error } = await errorOf(run(runCall({ secrets: { KEY: 'news' } })));
    expect(error).toMatchObject({ type: 'secret', retryable: false });
    expect(error.title).toContain('`news`');
    expect(error.detail).toContain('OSTINATO_SECRETS');
  });
});

describe('the folder of a visit', () => {
  it('is empty, private to the attempt, and gone afterwards', async () => {
    const { stdout } = await run(shell('ls -A; touch mine; pwd; printf "$OSTINATO_FOLDER"'));
    const [where, told] = stdout.split('\n');
    expect(where).toBe(told);
    expect(where?.startsWith(join(workshop.data, 'visits'))).toBe(true);
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('is gone also after a failure', async () => {
    await errorOf(run(shell('touch x; exit 1')));
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it('may have a working folder inside', async () => {
    const { stdout } = await run(shell('pwd', { cwd: 'a/b' }));
    expect(stdout.trim().endsWith('/a/b')).toBe(true);
  });

  it.each(['..', '../x', 'a/../../x', '/tmp'])('refuses the working folder %s', async (cwd) => {
    const { error } = await errorOf(run(shell('pwd', { cwd })));
    expect(error).toMatchObject({ type: 'spawn', retryable: false });
    expect(error.title).toContain(cwd);
  });
});

describe('what goes wrong', () => {
  it('is an error `exit`, with the code and the last words', async () => {
    const { error } = await errorOf(run(shell('echo one >&2; echo "disk is full" >&2; exit 3')));
    expect(error).toEqual({
      type: 'exit',
      title: 'sh ended with exit code 3',
      detail: 'one\ndisk is full',
      retryable: true,
      data: { exit: 3, stderr: 'one\ndisk is full\n' },
    });
  });

  it('is an error `signal` when something killed it', async () => {
    const { error } = await errorOf(run(shell('kill -KILL $$')));
    expect(error).toMatchObject({
      type: 'signal',
      title: 'sh was ended by SIGKILL',
      data: { signal: 'SIGKILL' },
    });
  });

  it.each([
    [['./missing.sh'], 'There is no program'],
    [['surely-no-such-program'], 'There is no program'],
    [['../outside.sh'], 'leads out of the programs folder'],
    [['./a/../../outside.sh'], 'leads out of the programs folder'],
    [['nul\0byte'], 'could not be started'],
  ])('is an error `spawn` for %j', async (argv, words) => {
    const { error } = await errorOf(run(runCall({ argv })));
    expect(error).toMatchObject({ type: 'spawn', retryable: false });
    expect(error.title).toContain(words);
  });

  it('says that a file must not be executed', async () => {
    await workshop.program('plain.sh', '#!/bin/sh\n');
    const { chmod } = await import('node:fs/promises');
    await chmod(join(workshop.programs, 'plain.sh'), 0o644);
    const { error } = await errorOf(run(runCall({ argv: ['./plain.sh'] })));
    expect(error).toMatchObject({ type: 'spawn' });
    expect(error.detail).toContain('chmod +x');
  });

  it('keeps the tail of a flood of errors, from a whole character on', async () => {
    const script = `i=0; while [ $i -lt 30000 ]; do printf 'äöü'; i=$((i+1)); done >&2; printf end >&2`;
    const { stderr } = await run(shell(script));
    expect(Buffer.byteLength(stderr)).toBeGreaterThan(64 * 1024 - 4);
    expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(64 * 1024);
    expect(stderr).toMatch(/^[äöü]+end$/);
  });

  it('takes exactly 1 MiB and ends a program that writes more', async () => {
    const { stdout } = await run(shell('head -c 1048576 /dev/zero | tr "\\0" x'));
    expect(stdout).toHaveLength(1024 * 1024);
    for (const script of ['yes', 'head -c 1048577 /dev/zero']) {
      const { error } = await errorOf(run(shell(script)));
      expect(error).toMatchObject({ type: 'output', retryable: false });
    }
  });
});
