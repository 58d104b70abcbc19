/** What the guide to trying out definitions shows is what there is. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readShape, scriptShape } from '../../src/simulate/script.ts';
import { runCli } from '../support/cli.ts';
import { freshFolder } from '../support/folder.ts';

const root = join(import.meta.dirname, '../..');

it('the console and the files of docs/guide/testing.md are true', async () => {
  const guide = await readFile(join(root, 'docs/guide/testing.md'), 'utf8');
  const [, shown] = /```console\n\$ .*\n([\s\S]*?)```/.exec(guide) ?? [];
  const simulated = await runCli([
    'simulate',
    join(root, 'definitions/review-loop.yaml'),
    '--input',
    'topic=tides',
  ]);
  expect(simulated.stdout).toBe(shown);
  const [script = '', cases = ''] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  );
  expect(readShape(scriptShape, parse(script))).toMatchObject({ ok: true });
  const folder = await freshFolder();
  await copyFile(join(root, 'definitions/review-loop.yaml'), join(folder, 'review-loop.yaml'));
  await writeFile(join(folder, 'review-loop.test.yaml'), cases);
  const tested = await runCli(['test', folder]);
  expect(tested.stdout).toMatch(/\n3 cases, all passed; /);
  expect(tested.code).toBe(0);
});
