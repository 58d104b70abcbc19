/** Files that programs leave and are given. */
import { execFileSync } from 'node:child_process';
import { appendFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram, type RunDeps } from '../../../src/activities/run/run.ts';
import { type Artifact, asArtifact } from '../../../src/interpreter/artifact.ts';
import type { RunCall } from '../../../src/interpreter/call.ts';
import type { ArtifactStore } from '../../../src/store/artifacts.ts';
import { attemptOf, keepingLog, openWorkshop, shell, type Workshop } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';
import { needsSandbox, sandboxWorks } from '../support/sandbox.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

const run = (call: RunCall, more: Partial<RunDeps> = {}, attempt = attemptOf()) =>
  runProgram(call, attempt, {
    programs: workshop.programs,
    data: workshop.data,
    sandbox: 'none',
    secret: () => undefined,
    artifacts: workshop.artifacts,
    log: keepingLog(),
    ...more,
  });

const leaving = (script: string, file: string | NonNullable<RunCall['artifacts']>[string]) =>
  shell(script, { artifacts: { it: typeof file === 'string' ? { path: file } : file } });

async function left(script: string, file: Parameters<typeof leaving>[1]): Promise<Artifact> {
  const artifact = (await run(leaving(script, file))).artifacts?.['it'];
  if (!artifact) throw new Error('nothing was left');
  return artifact;
}

async function bytesOf(artifact: Artifact): Promise<string> {
  return (await buffer(await workshop.artifacts.read(artifact))).toString('latin1');
}

describe('a file that a program leaves', () => {
  it('is kept byte by byte, and told of without its bytes', async () => {
    const artifact = await left(`mkdir out; printf 'a\\000b\\377' > out/data.bin`, 'out/data.bin');
    expect(artifact).toMatchObject({ name: 'data.bin', kind: 'binary', size: 4 });
    expect(artifact.mime).toBe('application/octet-stream');
    expect(asArtifact(artifact)).toEqual(artifact);
    expect(await bytesOf(artifact)).toBe('a\0b\xff');
  });

  it('has the type of its name, or the one that is said', async () => {
    expect(await left('echo hi > a.md', 'a.md')).toMatchObject({
      kind: 'text',
      mime: 'text/markdown; charset=utf-8',
    });
    const said = { path: 'a', kind: 'letter', mime: 'text/plain' };
    expect(await left('echo hi > a', said)).toMatchObject({ kind: 'letter', mime: 'text/plain' });
  });

  it('has the same id at another attempt of the same visit, and another id elsewhere', async () => {
    const call = leaving('echo same > f', 'f');
    const ids = [call, call, { ...call, key: 'run-2/publish#1' }].map(
      async (each) => (await run(each)).artifacts?.['it']?.id,
    );
    const [first, second, other] = await Promise.all(ids);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });

  it('may be empty, a link inside of the folder, or away if it is optional', async () => {
    expect(await left(': > f', 'f')).toMatchObject({ size: 0 });
    expect(await bytesOf(await left('echo x > f; ln -s f latest', 'latest'))).toBe('x\n');
    expect((await run(leaving(':', { path: 'f', optional: true }))).artifacts).toEqual({});
    expect((await run(leaving('echo x > f', { path: 'f/deeper', optional: true }))).artifacts).toEqual({});
  });

  it('is not asked of a program that suspends itself', async () => {
    const script = `echo '{"$suspend": {"status": "s", "reason": "r"}}'`;
    expect(await run(leaving(script, 'f'))).not.toHaveProperty('artifacts');
  });

  it.each([
    ['that is not there', ':', 'f', 'is not there'],
    ['above its folder', 'echo x > ../f', '../f', 'leads out'],
    ['by an absolute path', ':', '/etc/passwd', 'is absolute'],
    ['behind a link out of it', 'ln -s /etc/passwd f', 'f', 'leads out'],
    ['in a folder behind a link out of it', 'ln -s /etc d', 'd/passwd', 'leads out'],
    ['that is a link to itself', 'ln -s f f', 'f', 'cannot be read'],
    ['that is a folder', 'mkdir f', 'f', 'is no plain file'],
    ['that is a pipe', 'mkfifo f', 'f', 'is no plain file'],
    ['that is a device', 'ln -s /dev/zero f', 'f', 'leads out'],
    ['with a zero byte in its path', ':', 'f\0g', 'control character'],
  ])('%s is an error', async (_, script, path, words) => {
    const { error } = await errorOf(run(leaving(script, path)));
    expect(error).toMatchObject({ type: 'artifact', retryable: false });
    expect(error.title).toContain(words);
    expect((await readdir(workshop.data)).filter((name) => name === 'artifacts')).toEqual([]);
  });

  it('is an error when it changes while it is read', async () => {
    const store = workshop.artifacts;
    const interfering: ArtifactStore = {
      ...store,
      put: (bytes) =>
        store.put(
          (async function* changed() {
            for await (const piece of bytes) {
              const [visit = ''] = await readdir(join(workshop.data, 'visits'));
              const [folder = ''] = await readdir(join(workshop.data, 'visits', visit));
              await appendFile(join(workshop.data, 'visits', visit, folder, 'f'), 'more');
              yield piece;
            }
          })(),
        ),
    };
    const { error } = await errorOf(run(leaving('echo x > f', 'f'), { artifacts: interfering }));
    expect(error).toMatchObject({ type: 'artifact', retryable: true });
    expect(error.title).toContain('changed while it was read');
  });

  it('is left to itself once the call is cancelled', async () => {
    const ending = new AbortController();
    const store = workshop.artifacts;
    const cancelling: ArtifactStore = {
      ...store,
      put: (bytes) => {
        ending.abort(new Error('cancelled now'));
        return store.put(bytes);
      },
    };
    const call = leaving('truncate -s 1T f', 'f');
    const attempt = attemptOf({ signal: ending.signal });
    await expect(run(call, { artifacts: cancelling }, attempt)).rejects.toThrow('cancelled now');
    expect(await readdir(join(workshop.data, 'artifacts'))).toEqual([]);
  });

  it.skipIf(!sandboxWorks)(`comes out of the sandbox, and nothing else does (${needsSandbox})`, async () => {
    const strict = { sandbox: 'strict' as const };
    const { artifacts } = await run({ ...leaving('echo shut in > f', 'f'), ...strict });
    expect(artifacts?.['it']).toMatchObject({ size: 8 });
    const out = await errorOf(run({ ...leaving('echo x > /tmp/f; ln -s /tmp/f f', 'f'), ...strict }));
    expect(out.error.type).toBe('artifact');
  });
});

const given = (text: string): Promise<Artifact> => left(`printf '${text}' > given.txt`, 'given.txt');

describe('a file that a program is given', () => {
  it('lies in its folder, read-only, byte by byte the same', async () => {
    const artifact = await given('a\\000\\377');
    const mount = { 'deep/er/x.bin': artifact, 'y.bin': artifact };
    const { stdout } = await run(shell('sha256sum deep/er/x.bin y.bin; stat -c %a y.bin', { mount }));
    expect(stdout.match(new RegExp(artifact.sha256, 'g'))).toHaveLength(2);
    expect(stdout).toContain('444');
  });

  it('is a copy: who writes to it all the same writes to nothing of ours', async () => {
    const artifact = await given('ours');
    await run(shell('chmod u+w x; echo theirs > x', { mount: { x: artifact } }));
    expect(await bytesOf(artifact)).toBe('ours');
  });

  it('is an error `artifact-lost` when the store has lost or damaged it, and is there again once it is mended', async () => {
    const artifact = await given('precious');
    const path = join(workshop.data, 'artifacts', artifact.sha256.slice(0, 2), artifact.sha256.slice(2));
    const call = shell('cat x', { mount: { x: artifact } });
    await rm(path);
    const { error: lost } = await errorOf(run(call));
    expect(lost).toMatchObject({ type: 'artifact-lost', retryable: true, data: { id: artifact.id } });
    expect(lost.detail).toContain('is missing');
    await writeFile(path, 'damaged!');
    const { error: damaged } = await errorOf(run(call));
    expect(damaged).toMatchObject({ type: 'artifact-lost', retryable: true });
    await writeFile(path, 'precious');
    expect((await run(call)).stdout).toBe('precious');
    expect(await readdir(join(workshop.data, 'visits'))).toEqual([]);
  });

  it.each([
    ['a text', 'given.txt'],
    [
      'something like it',
      { id: 'a-1', name: 'x', kind: 'text', mime: 'text/plain', size: 1, sha256: '../../x' },
    ],
    ['nothing', null],
  ])('must be an artifact, and not %s', async (_, value) => {
    const { error } = await errorOf(run(shell(':', { mount: { x: value } })));
    expect(error).toMatchObject({ type: 'mount', retryable: false });
  });

  it.each(['../x', '/x', 'a/../../x', '', 'a//b', '.'])('cannot be put at %j', async (path) => {
    const artifact = await given('x');
    const { error } = await errorOf(run(shell(':', { mount: { [path]: artifact } })));
    expect(error).toMatchObject({ type: 'mount', retryable: false });
  });

  it('cannot be put where another one is', async () => {
    const artifact = await given('x');
    const { error } = await errorOf(run(shell(':', { mount: { a: artifact, 'a/b': artifact } })));
    expect(error).toMatchObject({ type: 'mount', retryable: false });
  });
});

it('a large file goes through without being held in memory', async () => {
  // `npm run test:artifacts` takes 1 GiB.
  const size = (process.env['OSTINATO_DEEP'] ? 1024 : 256) * 1024 * 1024;
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const artifact = await left(`truncate -s ${size} large; printf end >> large`, 'large');
  const { stdout } = await run(shell('stat -c %s large; tail -c 3 large', { mount: { large: artifact } }));
  clearInterval(watch);
  expect(stdout).toBe(`${size + 3}\nend`);
  expect(peak - before).toBeLessThan(128 * 1024 * 1024);
  const kept = join(workshop.data, 'artifacts', artifact.sha256.slice(0, 2), artifact.sha256.slice(2));
  expect((await stat(kept)).size).toBe(size + 3);
  expect(execFileSync('tail', ['-c', '3', kept]).toString()).toBe('end');
}, 120_000);
