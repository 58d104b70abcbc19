/** `ostinato simulate` and `ostinato test`: what they print, and how they end. Neither needs a server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { askYaml, faultyYaml } from '../support/definitions.ts';
import { freshFolder } from '../support/folder.ts';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await freshFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('simulate', () => {
  it('prints what happens as it happens, in virtual time', async () => {
    const folder = await folderWith({ 'ask.yaml': askYaml });
    const { code, stdout, stderr } = await runCli([
      'simulate',
      join(folder, 'ask.yaml'),
      '--input',
      'topic=tea',
    ]);
    expect(stdout).toBe(`      0s  ask#1 asks: Go on with tea?
      2d  ask#1 succeeded: stop
      2d  gone#1 skipped
      2d  stopped#1 succeeded

ask-somebody succeeded after 2d
"stop"
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('names each node once whose result was made up, as `--fakes` would name it', async () => {
    const text = `ostinato: 1
name: made
nodes:
  list: { run: [ls] }
  each: { after: list, map: [1, 2], nodes: { check: { tool: data.echo, input: 1 } } }
`;
    const folder = await folderWith({
      'made.yaml': text,
      'fakes.yaml': 'fakes: { list: { output: { stdout: a } }, each/check: { output: 1 } }',
    });
    const hint = 'Made up, as no fake says what they give: list, each/check. Say it: --fakes FILE\n';
    const { stdout } = await runCli(['simulate', join(folder, 'made.yaml')]);
    expect(stdout.endsWith(hint)).toBe(true);
    const faked = await runCli([
      'simulate',
      join(folder, 'made.yaml'),
      '--fakes',
      join(folder, 'fakes.yaml'),
    ]);
    expect(faked.stdout).not.toContain('--fakes');
  });

  it('takes fakes from a file, and gives JSON to machines', async () => {
    const fakes = 'people: { ask: { outcome: go, after: 90m } }';
    const folder = await folderWith({ 'ask.yaml': askYaml, 'fakes.yaml': fakes });
    const [file, script] = ['ask.yaml', 'fakes.yaml'].map((name) => join(folder, name));
    const { code, stdout } = await runCli([
      'simulate',
      file ?? '',
      '--fakes',
      script ?? '',
      '--input',
      'topic=tea',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'succeeded',
      output: 'go',
      passedMs: 5_400_000,
      trace: ['ask#1 succeeded:go', 'gone#1 succeeded', 'stopped#1 skipped'],
    });
    expect(code).toBe(0);
  });

  it('ends with 5 where the run waits, with 1 where it fails, with 2 for faults', async () => {
    const waits = 'ostinato: 1\nname: waits\nnodes: { ask: { human: Now? } }\n';
    const fails = 'ostinato: 1\nname: fails\nnodes: { stop: { fail: { type: no, title: No } } }\n';
    const folder = await folderWith({
      'waits.yaml': waits,
      'fails.yaml': fails,
      'faulty.yaml': faultyYaml,
      'ask.yaml': askYaml,
    });
    const run = (name: string, ...more: string[]) => runCli(['simulate', join(folder, name), ...more]);
    expect(await run('waits.yaml')).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('ask#1 asks: Now?  Answer under `people`.'),
    });
    expect(await run('fails.yaml')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('stop#1: no: No'),
    });
    expect(await run('faulty.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/error OST\d{3}/),
    });
    expect(await run('ask.yaml')).toMatchObject({ code: 2, stderr: expect.stringMatching(/input.*topic/) });
    expect(await run('ask.yaml', '--fakes', join(folder, 'waits.yaml'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no key `nodes`'),
    });
  });
});

describe('test', () => {
  const cases = `cases:
  - name: goes on
    input: { topic: tea }
    people: { ask: { outcome: go } }
    expect: { output: go, path: [ask, gone] }
  - name: never <stops>
    input: { topic: tea }
    expect: { output: go, visits: { gone: 1 } }
`;

  it('says how each case differs, which edges are never taken, and ends with 1', async () => {
    const folder = await folderWith({ 'ask.yaml': askYaml, 'ask.test.yaml': cases });
    const report = join(folder, 'report.xml');
    const { code, stdout } = await runCli(['test', folder, '--junit', report]);
    expect(stdout).toBe(`${join(folder, 'ask.test.yaml')}
  ok  goes on
  not ok  never <stops>
    output:
      - "go"
      + "stop"
    visits:
      - gone: 1
      + gone: 0
  2 of 2 edges taken

2 cases, 1 failed; 2 of 2 edges taken
`);
    expect(code).toBe(1);
    const xml = await readFile(report, 'utf8');
    expect(xml).toContain('<testsuites tests="2" failures="1">');
    expect(xml).toContain('name="never &lt;stops&gt;"');
    expect(xml).toContain('- &quot;go&quot;');
  });

  it('lists edges that no case takes', async () => {
    const folder = await folderWith({
      'ask.yaml': askYaml,
      'one.test.yaml': `definition: ask.yaml\n${cases.split('  - name: never')[0]}`,
    });
    const { code, stdout } = await runCli(['test', join(folder, 'one.test.yaml'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: true,
      files: [{ coverage: { taken: 1, all: 2, missing: ['ask.stop -> stopped'] } }],
    });
    expect(code).toBe(0);
  });

  it('names what is wrong in a test file, and the folder that has none', async () => {
    const wrong = 'cases:\n  - { name: a, expct: {} }\n';
    const folder = await folderWith({ 'ask.yaml': askYaml, 'ask.test.yaml': wrong });
    const file = join(folder, 'ask.test.yaml');
    expect(await runCli(['test', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${file}: cases.0: there is no key \`expct\`: did you mean \`expect\`?\n`,
    });
    await writeFile(
      file,
      'cases: [{ name: a, people: { asc: {} }, expect: { visits: { ask: 1, agsk: 0 } } }]',
    );
    expect((await runCli(['test', file])).stderr).toBe(
      `${file}: people.asc: there is no node \`asc\`: did you mean \`ask\`?\n${file}: expect.visits.agsk: there is no node \`agsk\`: did you mean \`ask\`?\n`,
    );
    expect((await runCli(['test', await freshFolder()])).code).toBe(3);
  });
});
