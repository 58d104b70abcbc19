import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { tinyYaml } from '../support/definitions.ts';
import { place } from './place.ts';

describe('graph', () => {
  it('draws a file without storing it, and a stored workflow by its name', async () => {
    const { api, env, tiny } = await place();
    const file = await runCli(['graph', tiny], env);
    expect(file.stdout).toMatch(/^flowchart /);
    expect((await runCli(['graph', 'tiny'], env)).code).toBe(3);
    expect((await runCli(['graph', tiny, '--format', 'ascii'])).stdout).toBe('tiny\n  greet (let)\n');
    expect((await runCli(['graph', tiny, '--format', 'png'])).code).toBe(2);
    await api.send('POST', '/v1/workflows', tinyYaml, { 'content-type': 'text/yaml' });
    expect((await runCli(['graph', 'tiny'], env)).stdout).toBe(file.stdout);
    expect(JSON.parse((await runCli(['graph', 'tiny', '--json'], env)).stdout)).toEqual({
      format: 'mermaid',
      graph: expect.stringMatching(/^flowchart /),
    });
  });
});

describe('plan', () => {
  it('shows what ends a block early and what is run at its end', async () => {
    const { env, folder } = await place();
    const file = join(folder, 'ends.yaml');
    await writeFile(
      file,
      `ostinato: 1
name: ends
nodes:
  some: { map: [1, 2, 3], nodes: { a: { let: { x: 1 } } }, complete: any }
  pack:
    do: { b: { let: { x: 1 } } }
    complete: { when: ends.succeeded > 0 }
    finally: { run: [ls] }
finally: { let: { y: 1 } }
`,
    );
    const { stdout } = await runCli(['plan', file], env);
    expect(stdout).toMatch(/^ends: .*, finally let$/m);
    expect(stdout).toMatch(/^some +map +block +at once +complete 1$/m);
    expect(stdout).toMatch(/^pack +do +block +at once +complete when ends.succeeded > 0, finally run$/m);
  });

  it('shows what a file compiles to, as a table or as the plan itself', async () => {
    const { env, ask } = await place();
    const { code, stdout } = await runCli(['plan', ask], env);
    expect(stdout).toMatch(
      /^ask-somebody: at most \d+ at once, no time limit, 5m to clean up\n\nnode +kind +lane +starts +limits\nask +human +waiting +at once +deadline 2d\ngone +let +inline +after ask \(go\)\n/,
    );
    expect(code).toBe(0);
    const plan = JSON.parse((await runCli(['plan', ask, '--json'], env)).stdout) as { hash: string };
    expect(stdout).toContain(plan.hash);
    expect((await runCli(['plan', 'nobody'], env)).code).toBe(3);
  });

  it('takes tools that only a server knows for granted', async () => {
    const { env, folder } = await place();
    const file = join(folder, 'far.yaml');
    await writeFile(file, 'ostinato: 1\nname: far\nnodes: { look: { tool: far.away, input: {} } }\n');
    expect((await runCli(['plan', file], env)).stdout).toMatch(
      /^look +tool +activity +at once +3 attempts$/m,
    );
    expect((await runCli(['graph', file], env)).code).toBe(0);
  });
});
