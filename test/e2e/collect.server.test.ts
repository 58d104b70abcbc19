/** `ostinato data collect` beside a system that works: what is referred to stays, the rest goes when it is old. */
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { runCli } from '../support/cli.ts';
import { startSystem, type System } from '../support/system.ts';

const definition = `
ostinato: 1
name: keeps
input: { type: object, properties: { note: { type: string } } }
output: { large: "\${ nodes.make.output.stdout }", note: "\${ input.note }" }
nodes:
  make: { run: "head -c 40000 /dev/zero | tr '\\\\0' x", shell: true }
  ask: { after: make, human: Go on?, outcomes: [go] }
`;

const bytes = (text: string) => new TextEncoder().encode(text);

async function age(folder: string, hours: number): Promise<void> {
  const then = new Date(Date.now() - hours * 3_600_000);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
}

async function collect({ env }: System): Promise<{ removed: number; kept: number }> {
  const given = Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const { code, stdout, stderr } = await runCli(['data', 'collect', '--json'], given);
  expect(stderr).not.toContain('Error');
  expect(code).toBe(0);
  return JSON.parse(stdout) as { removed: number; kept: number };
}

it('removes what nothing refers to; open runs go on, and closed ones can be read', async () => {
  const system = await startSystem({ own: true });
  const folder = join(system.folder, 'blobs');
  const blobs = createFileBlobs(folder);
  const worker = await system.worker();
  await system.post(definition);

  // A chain of blobs as conversations have it, whose end a run names.
  const oldest = await blobs.put(bytes('{"parent":null}'));
  const newest = await blobs.put(bytes(`{"parent":"${oldest}"}`));
  const orphan = await blobs.put(bytes('nobody names this'));
  const closed = await system.run('keeps', { note: `see ${newest}` });
  const open = await system.run('keeps', { note: 'none' });
  for (const runId of [closed, open]) await system.untilRun(runId, ({ requests }) => requests.length > 0);
  await resume(system, closed);
  await system.untilRun(closed, ({ status }) => status === 'succeeded');

  // Nothing is old yet.
  expect(await collect(system)).toMatchObject({ removed: 0 });
  await age(folder, 25);
  const young = await blobs.put(bytes('nobody names this either, yet'));
  // Putting what is there makes it young.
  const again = await blobs.put(bytes('put again'));
  await age(join(folder, again.slice(7, 9)), 25);
  expect(await blobs.put(bytes('put again'))).toBe(again);

  expect(await collect(system)).toMatchObject({ removed: 1 });
  await expect(blobs.get(orphan)).rejects.toThrow('is missing');
  for (const kept of [oldest, newest, young, again]) expect(await blobs.get(kept)).toBeDefined();

  // A worker that has nothing in memory reads everything anew.
  worker.signal('SIGKILL');
  await worker.ended;
  await system.worker();
  await resume(system, open);
  const run = await system.untilRun(open, ({ status }) => status === 'succeeded');
  expect(run.nodes).toHaveLength(2);
  expect(await system.untilRun(closed, () => true)).toMatchObject({ status: 'succeeded' });
});

async function resume(system: System, runId: string): Promise<void> {
  const answer = { request: 'ask#1', outcome: 'go' };
  const { status } = await system.http('POST', `/v1/runs/${runId}/resume`, answer);
  // Temporal may wait longer than the API for a worker that was killed before it asks another one; the answer arrives.
  expect([200, 503]).toContain(status);
}

it('removes nothing where it cannot ask what is in use', async () => {
  const { code, stderr } = await runCli(['data', 'collect'], {
    OSTINATO_DATA: '/nowhere',
    TEMPORAL_ADDRESS: '127.0.0.1:9',
  });
  expect(code).toBe(4);
  expect(stderr).toContain('nothing was removed');
});
