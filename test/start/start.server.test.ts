/** Real starts of the whole: as a user does it, twice at once, killed, with ports taken and settings that are wrong. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { exitCode } from '../../src/cli/exit-codes.ts';
import { readServerFile } from '../../src/launcher/server-file.ts';
import { freshFolder } from '../support/folder.ts';
import { type Child, startNode } from '../support/process.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'src/cli/main.ts');

interface Start {
  readonly child: Child;
  readonly api: string;
  readonly temporal: string;
}

function environment(folder: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, OSTINATO_DATA: folder, OSTINATO_PORT: '0', ...more };
}

/** On the shared Temporal server: for what does not concern the embedded one. */
function shared(folder: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const taskQueue = `start-${folder.slice(-6)}`;
  return environment(folder, {
    TEMPORAL_ADDRESS: inject('temporal').address,
    OSTINATO_TASK_QUEUE: taskQueue,
    ...more,
  });
}

async function start(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Start> {
  const child = startNode(cli, ['start', ...args], env);
  await child.until(/Ctrl-C stops it/);
  const [, api = ''] = await child.until(/API +(http\S+)/);
  const [, temporal = ''] = await child.until(/Temporal +(\S+:\d+)/);
  return { child, api, temporal };
}

/** Holds the port to the end of the test. Another `ostinato start` that is choosing has it for a moment. */
async function take(port: number): Promise<void> {
  const last = Date.now() + 10_000;
  for (;;) {
    const server = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void server.close());
    const taken = await once(server, 'listening').catch((error: NodeJS.ErrnoException) => error);
    // Whoever has it for so long keeps it, which serves as well.
    if (!(taken instanceof Error) || Date.now() > last) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function processesOn(folder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(folder));
}

async function post(url: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const yaml = typeof body === 'string';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': yaml ? 'application/yaml' : 'application/json' },
    body: yaml ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function runOf(api: string, runId: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${api}/v1/runs/${String(runId)}`);
  return (await response.json()) as Record<string, unknown>;
}

async function untilStatus(api: string, runId: unknown, status: string): Promise<Record<string, unknown>> {
  const last = Date.now() + 60_000;
  for (;;) {
    const run = await runOf(api, runId);
    if (run['status'] === status) return run;
    if (Date.now() > last) throw new Error(`still ${JSON.stringify(run)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const question = `
ostinato: 1
name: question
nodes:
  ask: { human: "Go on?", outcomes: [yes-please, no-thanks] }
output: \${ nodes.ask.outcome }
`;

async function askQuestion(api: string): Promise<unknown> {
  expect((await post(`${api}/v1/workflows`, question)).status).toBe(201);
  const { body } = await post(`${api}/v1/workflows/question/run`, { input: {} });
  await untilStatus(api, body['runId'], 'waiting');
  return body['runId'];
}

async function startShipped(api: string, name: string, input: unknown): Promise<unknown> {
  const definition = await readFile(join(root, `definitions/${name}.yaml`), 'utf8');
  expect((await post(`${api}/v1/workflows`, definition)).status).toBe(201);
  return (await post(`${api}/v1/workflows/${name}/run`, { input })).body['runId'];
}

describe('ostinato start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'serves everything, and on %s ends with 0 and leaves nothing behind',
    async (signal) => {
      const folder = await freshFolder();
      const { child, api, temporal } = await start(environment(folder));
      expect((await fetch(`${api}/readyz`)).status).toBe(200);
      expect(child.output()).toContain('npx ostinato run definitions/welcome.yaml --input name=Ada');
      const [, ui = ''] = await child.until(/Temporal Web UI +(http\S+)/);
      expect((await fetch(ui)).status).toBe(200);
      expect(await readServerFile(folder)).toMatchObject({
        pid: child.pid,
        url: api,
        temporal: { address: temporal, ui },
      });
      await askQuestion(api);

      child.signal(signal);
      expect(await child.ended).toBe(0);
      expect(await processesOn(folder)).toEqual([]);
      expect(await readServerFile(folder)).toBeUndefined();
      await expect(fetch(`${api}/healthz`)).rejects.toThrow('fetch failed');
    },
  );

  it('goes on with the runs of a start that was killed', async () => {
    const folder = await freshFolder();
    const first = await start(environment(folder));
    const runId = await askQuestion(first.api);
    first.child.signal('SIGKILL');
    await first.child.ended;

    const { api } = await start(environment(folder));
    const answer = { request: 'ask#1', outcome: 'yes-please' };
    expect((await post(`${api}/v1/runs/${String(runId)}/resume`, answer)).status).toBe(200);
    expect(await untilStatus(api, runId, 'succeeded')).toMatchObject({ output: 'yes-please' });
  });

  it('is refused on a folder that is served, naming who serves it, and does not disturb that', async () => {
    const folder = await freshFolder();
    const first = await start(shared(folder));
    const second = startNode(cli, ['start'], shared(folder));
    expect(await second.ended).toBe(exitCode('conflict'));
    expect(second.output()).toContain(`is held by process ${first.child.pid} `);
    expect(second.output()).toContain(first.api);
    expect((await fetch(`${first.api}/readyz`)).status).toBe(200);
  });

  it('uses the Temporal server of TEMPORAL_ADDRESS and leaves it running', async () => {
    const folder = await freshFolder();
    const { child, temporal } = await start(shared(folder));
    expect(temporal).toBe(inject('temporal').address);
    expect(
      await processesOn('temporal.db').then((lines) => lines.filter((line) => line.includes(folder))),
    ).toEqual([]);
    child.signal('SIGTERM');
    expect(await child.ended).toBe(0);
    const { program, address } = inject('temporal');
    await promisify(execFile)(program, ['operator', 'cluster', 'health', '--address', address]);
  });

  it('says what to do when nothing answers at TEMPORAL_ADDRESS', async () => {
    const child = startNode(
      cli,
      ['start'],
      environment(await freshFolder(), { TEMPORAL_ADDRESS: '127.0.0.1:1' }),
    );
    expect(await child.ended).toBe(exitCode('unreachable'));
    expect(child.output()).toContain(
      'No Temporal server answers at 127.0.0.1:1. Start it, or correct TEMPORAL_ADDRESS',
    );
  });

  it('ends, and says so, when the Temporal server ends', async () => {
    const folder = await freshFolder();
    const { child } = await start(environment(folder));
    const server = (await processesOn(join(folder, 'temporal', 'temporal.db'))).map((line) =>
      Number.parseInt(line, 10),
    );
    server.forEach((pid) => process.kill(pid, 'SIGKILL'));
    expect(await child.ended).toBe(exitCode('unreachable'));
    expect(child.output()).toContain('The Temporal server ended unexpectedly');
    expect(await processesOn(folder)).toEqual([]);
  });

  it('uses another port for the API when the usual one is taken, and says so', async () => {
    await take(7400);
    const { child, api } = await start(shared(await freshFolder(), { OSTINATO_PORT: '' }));
    expect(child.output()).toContain(`Port 7400 is taken; using ${new URL(api).port} instead.`);
  });

  it('takes no other port than the one that is asked for', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void blocker.close());
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const folder = await freshFolder();
    const child = startNode(cli, ['start'], shared(folder, { OSTINATO_PORT: String(port) }));
    expect(await child.ended).toBe(exitCode('conflict'));
    expect(child.output()).toContain(`Port ${port} of 127.0.0.1 is taken`);
    expect(await readServerFile(folder)).toBeUndefined();
  });

  it('names the settings that cannot be used, and starts nothing', async () => {
    const folder = await freshFolder();
    const child = startNode(
      cli,
      ['start'],
      environment(folder, { OSTINATO_RETENTION: 'long', OSTINATO_LOG: 'loud' }),
    );
    expect(await child.ended).toBe(exitCode('usage'));
    expect(child.output()).toMatch(/OSTINATO_RETENTION: takes days[^]*OSTINATO_LOG: takes/);
  });

  it('passes over an old Temporal on PATH, in a line', async () => {
    const folder = await freshFolder();
    const path = join(await freshFolder(), 'path');
    await mkdir(path);
    const old = join(path, 'temporal');
    await writeFile(old, '#!/bin/sh\necho "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"\n');
    await chmod(old, 0o755);
    const { child } = await start(environment(folder, { PATH: `${path}:${process.env['PATH']}` }));
    expect(child.output()).toContain(`Passing over ${old}: version 1.5.1`);
  });

  it('can be stopped while it installs', async () => {
    const folder = await freshFolder();
    const path = join(await freshFolder(), 'path');
    await mkdir(path);
    await writeFile(join(path, 'python3'), '#!/bin/sh\nexec sleep 2\n');
    await chmod(join(path, 'python3'), 0o755);
    const env = { PATH: `${path}:/bin:/usr/bin`, OSTINATO_CACHE: join(folder, 'cache') };
    const child = startNode(cli, ['start'], environment(folder, env));
    await child.until(/Installing Temporal/);
    child.signal('SIGINT');
    expect(await child.ended).toBe(0);
    expect(await processesOn(folder)).toEqual([]);
  });

  it('answers for models with --mock-llm, and marks the runs', async () => {
    const { api, child } = await start(shared(await freshFolder()), '--mock-llm');
    expect(child.output()).toContain('Models are answered by a local double');

    const sorted = await startShipped(api, 'summarise-inbox', {});
    expect(await untilStatus(api, sorted, 'waiting')).toMatchObject({ mock: true });
    const answer = { request: 'check#1', outcome: 'take' };
    expect((await post(`${api}/v1/runs/${String(sorted)}/resume`, answer)).status).toBe(200);
    const { output } = await untilStatus(api, sorted, 'succeeded');
    expect(output).toEqual({ summary: 'mock summary', taken: ['mock todo 1'] });

    const written = await startShipped(api, 'research-and-write', { topic: 'tides' });
    expect(await untilStatus(api, written, 'succeeded')).toMatchObject({
      mock: true,
      output: { facts: ['mock value 1'], text: expect.stringContaining('mock model') },
    });
  });
});

describe('ostinato server and ostinato worker', () => {
  it('serve together what each alone does not', async () => {
    const folder = await freshFolder();
    const server = startNode(cli, ['server'], shared(folder));
    const [, api = ''] = await server.until(/serves (http:\S+?),/);
    expect((await fetch(`${api}/readyz`)).status).toBe(503);

    // Of the server it learns only the data folder.
    const { TEMPORAL_ADDRESS, ...env } = shared(folder);
    const worker = startNode(cli, ['worker'], env);
    await worker.until(new RegExp(`A worker polls .* at ${TEMPORAL_ADDRESS}`));
    const runId = await askQuestion(api);
    expect((await fetch(`${api}/readyz`)).status).toBe(200);

    worker.signal('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(await runOf(api, runId)).toMatchObject({ status: 'waiting' });
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('a worker without a server says what to do', async () => {
    const worker = startNode(cli, ['worker'], environment(await freshFolder(), { TEMPORAL_ADDRESS: '' }));
    expect(await worker.ended).toBe(exitCode('unreachable'));
    expect(worker.output()).toContain('Start `ostinato server` there first, or set TEMPORAL_ADDRESS');
  });
});
