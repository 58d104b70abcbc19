import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DefinitionStore } from '../../src/store/definitions.ts';
import { createFileDefinitions, DefinitionStoreError } from '../../src/store/file-definitions.ts';

let folder: string;
let store: DefinitionStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ostinato-definitions-'));
  store = createFileDefinitions(join(folder, 'deep', 'er'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('versions', () => {
  it('numbers the texts of a name 1, 2, 3', async () => {
    const first = await store.put('a', 'one', 'yaml');
    const second = await store.put('a', 'two', 'json');
    expect(first).toEqual({
      created: true,
      definition: {
        name: 'a',
        version: 1,
        hash: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
        text: 'one',
        format: 'yaml',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    });
    expect(second.definition).toMatchObject({ version: 2, text: 'two', format: 'json' });
    expect(await store.get('a')).toEqual(second.definition);
    expect(await store.get('a', 1)).toEqual(first.definition);
    expect(await store.get('a', 3)).toBeUndefined();
    expect(await store.versions('a')).toEqual([first.definition, second.definition]);
  });

  it('gives the same bytes the same version, and makes them current again', async () => {
    const first = await store.put('a', 'one', 'yaml');
    await store.put('a', 'two', 'yaml');
    const again = await store.put('a', 'one', 'json');
    expect(again).toEqual({ created: false, definition: first.definition });
    expect((await store.get('a'))?.version).toBe(1);
    expect((await store.versions('a')).map(({ version }) => version)).toEqual([1, 2]);
    expect((await store.put('a', 'three', 'yaml')).definition.version).toBe(3);
  });

  it('counts per name and lists current versions by name', async () => {
    await store.put('b', 'one', 'yaml');
    await store.put('a', 'one', 'yaml');
    await store.put('a', 'two', 'yaml');
    expect((await store.list()).map(({ name, version }) => [name, version])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('is there for the next process', async () => {
    const { definition } = await store.put('a', '\uFEFFäöü \u0000 🎼', 'yaml');
    expect(await createFileDefinitions(join(folder, 'deep', 'er')).get('a')).toEqual(definition);
  });

  it('knows nothing in a folder that is not there', async () => {
    expect(await store.list()).toEqual([]);
    expect(await store.get('a')).toBeUndefined();
    expect(await store.versions('a')).toEqual([]);
  });

  it('gives concurrent puts versions without a gap', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index % 10}`);
    const puts = await Promise.all(texts.map((text) => store.put('a', text, 'yaml')));
    expect(puts.map(({ definition }) => definition.version)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it('goes on after a put that failed', async () => {
    await expect(store.put('../a', 'x', 'yaml')).rejects.toThrow(TypeError);
    expect((await store.put('a', 'x', 'yaml')).definition.version).toBe(1);
  });
});

describe('names', () => {
  it.each(['..', '.', '', 'a/b', '../a', 'A', 'a\u0000', 'é', `a${'b'.repeat(128)}`])(
    '%j is not looked for on the disk',
    async (name) => {
      expect(await store.get(name)).toBeUndefined();
      expect(await store.versions(name)).toEqual([]);
      await expect(store.put(name, 'x', 'yaml')).rejects.toThrow(TypeError);
    },
  );
});

describe('damage', () => {
  it.each([
    ['a text with other bytes', `${hashOf('one')}.yaml`, 'two'],
    ['a list of versions that is no JSON', 'versions.json', '{'],
    ['a list of versions of another shape', 'versions.json', '{"current":1,"versions":[]}'],
  ])('%s is an error that names the file', async (_, file, bytes) => {
    await store.put('a', 'one', 'yaml');
    const path = join(folder, 'deep', 'er', 'a', file);
    await writeFile(path, bytes);
    const error: unknown = await store.get('a').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DefinitionStoreError);
    expect(String(error)).toContain(path);
  });

  it('a missing text is an error that names the file', async () => {
    await store.put('a', 'one', 'yaml');
    const path = join(folder, 'deep', 'er', 'a', `${hashOf('one')}.yaml`);
    await rm(path);
    await expect(store.get('a')).rejects.toThrow(`${path} is missing`);
  });
});

describe('a kill at any moment', () => {
  it('loses nothing that was answered, and the next put of a name removes what was half written', async () => {
    const answered: { round: number; name: string; version: number; hash: string }[] = [];
    for (const [puts, delayMs] of [
      [1, 0],
      [2, 3],
      [3, 7],
      [1, 13],
      [2, 29],
      [3, 41],
    ] as const) {
      answered.push(...(await putUntilKilled(folder, answered.length, puts, delayMs)));
      const after = createFileDefinitions(folder);
      for (const { name, version, hash } of answered) {
        expect(await after.get(name, version)).toMatchObject({ name, version, hash });
      }
      for (const { name } of await after.list()) {
        const all = await after.versions(name);
        expect(all.map(({ version }) => version)).toEqual(all.map((_, index) => index + 1));
      }
    }
    expect(answered.length).toBeGreaterThanOrEqual(12);
    const after = createFileDefinitions(folder);
    for (const name of await readdir(folder)) await after.put(name, 'last', 'yaml');
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => file.endsWith('.part'))).toEqual([]);
  }, 60_000);
});

/** Kills the writer some ms after it has answered that many puts; gives all that it has answered. */
async function putUntilKilled(folder: string, start: number, puts: number, delayMs: number) {
  const script = join(import.meta.dirname, 'put-forever.ts');
  const child = spawn(process.execPath, [script, folder, String(start * 1000)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answered: { round: number; name: string; version: number; hash: string }[] = [];
  for await (const line of createInterface(child.stdout)) {
    answered.push(JSON.parse(line));
    if (answered.length === puts) setTimeout(() => child.kill('SIGKILL'), delayMs);
  }
  return answered;
}

function hashOf(text: 'one'): string {
  return { one: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed' }[text];
}
