import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { faultyYaml, tinyYaml } from '../support/definitions.ts';
import { freshFolder } from '../support/folder.ts';
import { place } from './place.ts';

describe('check', () => {
  it('says that a definition is right', async () => {
    const { env, tiny } = await place();
    expect(await runCli(['check', tiny], env)).toEqual({
      code: 0,
      stdout: `${tiny}: no faults\n`,
      stderr: '',
    });
  });

  it('prints faults as a compiler does, and ends with 2', async () => {
    const { env, tiny, faulty } = await place();
    const { code, stdout } = await runCli(['check', tiny, faulty], env);
    expect(code).toBe(2);
    expect(stdout).toMatch(new RegExp(`^${faulty}:6:5 error OST\\d{3}: .+`, 'm'));
    expect(stdout).toMatch(/6 \| {5}aftr: other\n.*\| {5}\^\^\^\^/);
    expect(stdout).toMatch(/help: .*after/);
    expect(stdout).toContain(`${faulty}: 1 error\n`);
    expect(stdout).toContain(`${tiny}: no faults\n`);
    expect(stdout).toMatch(/\n\n2 files, 1 with faults: 1 error\n$/);
  });

  it('reads stdin and prints JSON', async () => {
    const { env } = await place();
    const { code, stdout } = await runCli(['check', '-', '--json'], env, faultyYaml);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual([
      {
        file: '-',
        valid: false,
        diagnostics: [expect.objectContaining({ path: 'nodes.greet.aftr', line: 6 })],
      },
    ]);
  });

  it('names a file that is not there, and ends with 3', async () => {
    const { env } = await place();
    expect(await runCli(['check', 'no/such.yaml'], env)).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no file no/such.yaml.\n',
    });
  });

  it('reports every file, although one of them cannot be read', async () => {
    const { env, tiny } = await place();
    const { code, stdout, stderr } = await runCli(['check', 'no/such.yaml', tiny], env);
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: `${tiny}: no faults\n\n2 files, 1 with faults: no faults\n`,
    });
    expect(stderr).toBe('There is no file no/such.yaml.\n');
    const json = await runCli(['check', '--json', 'no/such.yaml', tiny], env);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        file: 'no/such.yaml',
        valid: false,
        diagnostics: [],
        problem: expect.objectContaining({ type: 'cli/not-found' }),
      },
      { file: tiny, valid: true, diagnostics: [] },
    ]);
  });

  it('takes the definitions in folders, tests of them left out', async () => {
    const { env, folder, ask, faulty, tiny } = await place();
    await writeFile(join(folder, 'tiny.test.yaml'), 'cases: []');
    const { code, stdout } = await runCli(['check', folder, '--json'], env);
    expect(code).toBe(2);
    expect(
      (JSON.parse(stdout) as { file: string; valid: boolean }[]).map(({ file, valid }) => [file, valid]),
    ).toEqual([
      [ask, true],
      [faulty, false],
      [tiny, true],
    ]);
    expect((await runCli(['check', await freshFolder()], env)).code).toBe(3);
  });

  it('names `test` where it is given cases, as every command does that takes a definition', async () => {
    const { env, folder } = await place();
    const cases = join(folder, 'tiny.test.yaml');
    await writeFile(cases, 'cases: [{ name: one }]');
    const refusal = `${cases} holds cases, no definition. Run them with: npx ostinato test ${cases}\n`;
    for (const command of ['check', 'simulate', 'plan', 'run'])
      expect(await runCli([command, cases], env)).toEqual({ code: 2, stdout: '', stderr: refusal });
  });

  it('needs no server: then the tools of the environment count', async () => {
    const { faulty, tiny } = await place();
    const env = { OSTINATO_URL: 'http://127.0.0.1:9' };
    expect(await runCli(['check', tiny], env)).toEqual({
      code: 0,
      stdout: `${tiny}: no faults\n`,
      stderr: 'No server answers; checked with the tools of this environment.\n',
    });
    expect((await runCli(['check', faulty], env)).code).toBe(2);
  });

  it('has a diagnostic for a definition that is too large', async () => {
    const { env, folder } = await place();
    const huge = join(folder, 'huge.yaml');
    await writeFile(huge, `${tinyYaml}# ${'x'.repeat(4 * 1024 * 1024)}`);
    const checked = await runCli(['check', huge], env);
    expect(checked.stdout).toMatch(/error OST501/);
    expect(checked.code).toBe(2);
    const run = await runCli(['run', huge], env);
    expect(run.stderr).toMatch(/error OST501/);
    expect(run.code).toBe(2);
  });
});
