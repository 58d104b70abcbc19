/** Files on their whole way: a program leaves them, the API and the command line give them, a later program has them. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { LLMock } from '@copilotkit/aimock';
import { expect, it, onTestFinished } from 'vitest';
import type { ArtifactItem } from '../../src/client/wire.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { runCli } from '../support/cli.ts';
import { startSystem, type System } from '../support/system.ts';

const definition = `
ostinato: 1
name: files
nodes:
  each:
    map: [one, two]
    nodes:
      write:
        run: "printf '\${ item }\\\\000' > \${ item }.bin"
        shell: true
        artifacts: { file: "\${ item }.bin" }
  parts:
    map: [three, four]
    shard: 1
    output: "\${ nodes.write.output.artifacts.file }"
    nodes:
      write: { run: "printf \${ item } > f", shell: true, artifacts: { file: f } }
  secret: { run: [touch, s], artifacts: { s: s }, sensitive: true }
  ask: { after: [each, parts, secret], human: Go on?, outcomes: [go] }
  pack:
    after: ask.go
    run: "cat in/* > all; stat -c %a in/1"
    shell: true
    mount:
      in/1: "\${ nodes.each.output[0].write.artifacts.file }"
      in/2: "\${ nodes.each.output[1].write.artifacts.file }"
    artifacts: { all: { path: all, mime: text/x-all, kind: packed } }
output: "\${ nodes.pack.output }"
`;

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const whole = 'one\0two\0';

async function list(system: System, runId: string): Promise<readonly ArtifactItem[]> {
  const { status, body } = await system.http('GET', `/v1/runs/${runId}/artifacts`);
  expect(status).toBe(200);
  return (body as { artifacts: readonly ArtifactItem[] }).artifacts;
}

async function cli({ env }: System, ...args: string[]) {
  const given = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return runCli(args, Object.fromEntries(given));
}

async function storedIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const then = new Date(Date.now() - 25 * 3_600_000);
  for (const { parentPath, name } of files) await utimes(join(parentPath, name), then, then);
  return files.length;
}

it('a file outlives the worker that made it, the collection, and the loss of its bytes', async () => {
  const system = await startSystem({ own: true });
  const folder = join(system.folder, 'artifacts');
  const first = await system.worker();
  await system.post(definition);
  const runId = await system.run('files');
  const waiting = await system.untilRun(runId, ({ requests }) => requests.length > 0);
  // What is sensitive is not told of.
  const [one, two, ...others] = await list(system, runId);
  // Of a map that is done in parts, what it gave.
  expect(others.map(({ node, size }) => [node, size])).toEqual([
    ['parts', 5],
    ['parts', 4],
  ]);
  expect(one).toMatchObject({ name: 'one.bin', kind: 'binary', size: 4, sha256: hash('one\0') });
  expect(two).toMatchObject({ name: 'two.bin', node: 'each#1[1]/write', visit: 1 });
  expect(JSON.stringify(waiting)).not.toContain('one\\u0000');

  first.signal('SIGKILL');
  await first.ended;
  const orphan = await createFileArtifacts(folder).put(Readable.from([Buffer.from('nobody speaks of this')]));
  expect(await storedIn(folder)).toBe(6);
  const collected = await cli(system, 'data', 'collect', '--json');
  expect(JSON.parse(collected.stdout)).toMatchObject({ removed: 1 });
  await expect(createFileArtifacts(folder).read(orphan)).rejects.toThrow('is missing');

  await system.worker();
  await system.http('POST', `/v1/runs/${runId}/resume`, { node: 'ask', outcome: 'go' });
  const { output } = await system.untilRun(
    runId,
    ({ status }) => status !== 'running' && status !== 'waiting',
  );
  expect(output).toMatchObject({
    stdout: '444\n',
    artifacts: { all: { name: 'all', kind: 'packed', mime: 'text/x-all', size: 8, sha256: hash(whole) } },
  });

  const saved = join(system.folder, 'saved');
  expect(await cli(system, 'artifacts', runId, 'all', '-o', saved)).toMatchObject({ code: 0, stdout: '' });
  expect(await readFile(saved, 'utf8')).toBe(whole);
  const { links } = (await list(system, runId)).find(({ name }) => name === 'all') ?? {};
  const path = join(folder, hash(whole).slice(0, 2), hash(whole).slice(2));
  await rename(path, saved);
  const lost = await system.http('GET', links?.self ?? '');
  expect(lost).toMatchObject({ status: 503, body: { type: '/problems/artifact-lost' } });
  await rename(saved, path);
  expect(await (await fetch(system.url + links?.self)).text()).toBe(whole);
}, 300_000);

const writers = `
ostinato: 1
name: writers
defaults: { model: openai/gpt-5.5 }
nodes:
  write: { agent: {}, prompt: Write about tea., tools: [artifact.save] }
  hide: { after: write, agent: {}, prompt: Write about tea., tools: [artifact.save], sensitive: true }
output: "\${ nodes.write.output }"
`;

it('what an agent has saved with a tool is of the run, also where its answer does not speak of it', async () => {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  const saving = { name: 'artifact__save', arguments: JSON.stringify({ name: 'tea.md', text: '# Tea' }) };
  const replies = [
    { toolCalls: [saving] },
    { content: 'Done.' },
    { toolCalls: [saving] },
    { content: 'Done.' },
  ];
  mock.on({}, () => replies.shift() ?? { content: 'There is nothing more in the script.' });
  await mock.start();
  onTestFinished(() => mock.stop());
  const system = await startSystem({ env: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${mock.url}/v1` } });
  await system.worker();
  await system.post(writers);
  const runId = await system.run('writers');
  const run = await system.untilRun(runId, ({ status }) => status !== 'running');
  expect(run).toMatchObject({ status: 'succeeded', output: 'Done.' });
  const [artifact, ...others] = await list(system, runId);
  expect(others).toEqual([]);
  expect(artifact).toMatchObject({ name: 'tea.md', kind: 'text', size: 5, node: 'write', visit: 1 });
  const response = await fetch(system.url + (artifact?.links.self ?? ''));
  expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(await response.text()).toBe('# Tea');
});
