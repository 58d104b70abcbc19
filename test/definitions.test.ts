import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { expect, it, vi } from 'vitest';
import { runCli } from './support/cli.ts';

const folder = join(import.meta.dirname, '../definitions');

it('no shipped definition names a model that the library of its provider warns of', async () => {
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
  );
  const names = texts.flatMap((text) => [...text.matchAll(/anthropic\/([\w.-]+)/g)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(0);
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  // The library warns of such models; it is not asked to reach anybody.
  const client = new Anthropic({ apiKey: 'none', maxRetries: 0, fetch: async () => Response.json({}) });
  for (const model of new Set(names)) {
    await client.messages.create({ model: model ?? '', max_tokens: 1, messages: [] });
  }
  expect(warn.mock.calls).toEqual([]);
  warn.mockRestore();
});

it('every shipped definition has cases that pass and take every edge', async () => {
  const { code, stdout } = await runCli(['test', folder, '--json']);
  const { files } = JSON.parse(stdout) as { files: { file: string; cases: object[]; coverage: object }[] };
  const failed = files.flatMap(({ cases }) =>
    cases.filter((report) => !('passed' in report && report.passed)),
  );
  expect(failed).toEqual([]);
  expect(files.map(({ coverage }) => coverage)).toEqual(
    files.map(() => expect.objectContaining({ missing: [] })),
  );
  const definitions = (await readdir(folder)).filter((file) => /^[\w-]+\.yaml$/.test(file));
  expect(files).toHaveLength(definitions.length);
  expect(code).toBe(0);
});
