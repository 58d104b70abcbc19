/** `ostinato artifacts` against the real API. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ArtifactView } from '../../src/client/orchestrator.ts';
import type { CollectableArtifacts } from '../../src/store/artifacts.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { runCli } from '../support/cli.ts';
import { freshFolder } from '../support/folder.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

let api: TestApi;
let store: CollectableArtifacts;
let folder: string;
let artifact: ArtifactView;
beforeEach(async () => {
  folder = await freshFolder();
  store = createFileArtifacts(join(folder, 'store'));
  api = await startApi({ artifacts: store });
  const bytes = await store.put(Readable.from([Buffer.from('dear reader')]));
  const words = { id: 'a-1', name: 'letter.txt', kind: 'text', mime: 'text/plain', node: 'write', visit: 1 };
  artifact = { ...words, ...bytes };
  api.memory.runs.set('r', waitingRun('r', 'w'));
  api.memory.left.set('r', [artifact]);
});

const cli = (...args: string[]) => runCli(['artifacts', ...args], { OSTINATO_URL: api.url });

describe('ostinato artifacts', () => {
  it('lists what a run has, over all pages', async () => {
    expect((await cli('r')).stdout).toBe('a-1  letter.txt  text  text/plain  11 B  write#1\n');
    const many = Array.from({ length: 450 }, (_, index) => ({ ...artifact, id: `a-${index}` }));
    api.memory.left.set('r', many);
    const { stdout } = await cli('r', '--json');
    const listed = JSON.parse(stdout) as { artifacts: readonly ArtifactView[] };
    expect(listed.artifacts.map(({ id }) => id)).toEqual(many.map(({ id }) => id));
    api.memory.left.set('r', []);
    expect((await cli('r')).stdout).toBe('no artifacts\n');
  });

  it('saves one by its id or its name, to a file or to stdout', async () => {
    const file = join(folder, 'saved');
    expect(await cli('r', 'a-1', '-o', file)).toEqual({
      code: 0,
      stdout: '',
      stderr: `${file} saved, 11 B\n`,
    });
    expect(await readFile(file, 'utf8')).toBe('dear reader');
    expect((await cli('r', 'letter.txt', '-o', '-')).stdout).toBe('dear reader');
    expect(JSON.parse((await cli('r', 'a-1', '-o', file, '--json')).stdout)).toMatchObject({
      id: 'a-1',
      file,
    });
  });

  it('refuses what is unclear, and knows what is not there', async () => {
    expect((await cli('r', 'none')).code).toBe(2);
    expect((await cli('r', '-o', 'x')).code).toBe(2);
    expect((await cli('nobody')).code).toBe(3);
    api.memory.left.set('r', [artifact, { ...artifact, id: 'a-2' }]);
    const unclear = await cli('r', 'letter.txt');
    expect(unclear.code).toBe(2);
    expect(unclear.stderr).toContain('a-1, a-2');
  });

  it('leaves nothing of what does not come whole', async () => {
    const target = join(folder, 'target');
    await mkdir(target);
    const file = await store.put(Readable.from([Buffer.alloc(3_000_000, 'x')]));
    api.memory.left.set('r', [{ ...artifact, ...file }]);
    const { sha256 } = file;
    const path = join(folder, 'store', sha256.slice(0, 2), sha256.slice(2));
    await writeFile(path, Buffer.alloc(3_000_000, 'y'));
    const damaged = await cli('r', 'a-1', '-o', join(target, 'saved'));
    expect(damaged.code).toBe(4);
    expect(damaged.stderr).toContain('did not come whole');
    expect(await readdir(target)).toEqual([]);
    await store.removeIfOlder(`sha256:${sha256}`, Date.now() + 60_000);
    const lost = await cli('r', 'a-1', '-o', join(target, 'saved'));
    expect(lost.code).toBe(4);
    expect(lost.stderr).toContain('is missing');
    expect(await readdir(target)).toEqual([]);
  });
});
