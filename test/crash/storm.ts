/**
 * An installation of its own, with two workers, an API and a Temporal server that are killed, paused and cut off. Owns
 * the processes, the lines between them, and what is done to them; what has to come of it is `check.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { inject } from 'vitest';
import { recoverPrograms } from '../../src/activities/run/leftovers.ts';
import { registerAttributes } from '../../src/client/attributes.ts';
import type { Orchestrator } from '../../src/client/orchestrator.ts';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import { readConfig } from '../../src/config.ts';
import { freePort } from '../../src/launcher/ports.ts';
import { dataConverter } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { launchTemporal, type TemporalServer } from '../../src/launcher/temporal-server.ts';
import type { RunArguments } from '../../src/workflows/messages.ts';
import { freshFolder } from '../support/folder.ts';
import { startNode } from '../support/process.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { keepRunning, type Kept } from './kept.ts';
import { programName, programText } from './program.ts';

const taskQueue = 'crash';
const namespace = 'default';
/** Runs go on in new executions at every turn. */
const continueAfter = 20;

export interface Storm {
  readonly client: Client;
  readonly taskQueue: string;
  readonly orchestrator: Orchestrator;
  /** Of the API. */
  readonly url: string;
  /** Folder of the workers. */
  readonly folder: string;
  /** What was done so far, for the report of a failure. */
  readonly log: readonly string[];
  /** Breaks something and mends it, `dice` from 0 to 1. */
  disturb(dice: number, ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function openStorm(): Promise<Storm> {
  const folder = await freshFolder();
  await writeFile(join(folder, programName), programText(folder), { mode: 0o755 });
  let server = await launch(folder);
  const lines = await Promise.all([1, 2, 3, 4].map(() => startProxy(server.address)));
  const [own, ...others] = lines as [TcpProxy, TcpProxy, TcpProxy, TcpProxy];
  const [toApi, ...toWorkers] = others;
  const connection = await Connection.connect({ address: own.address, channelArgs: unbounded });
  const { usable } = await registerAttributes(connection, namespace);
  const port = await freePort();
  const workers = toWorkers.map((line) => keepWorker(folder, line.address));
  const api = keepApi(folder, toApi.address, port);
  const client = new Client({
    connection,
    namespace,
    interceptors: { workflow: [goingOn] },
    dataConverter: dataConverter(createFileBlobs(join(folder, 'blobs'))),
  });
  const log: string[] = [];

  async function restartTemporal(): Promise<void> {
    process.kill(-server.pid, 'SIGKILL');
    await server.exited;
    server = await launch(folder);
    for (const line of lines) {
      await line.cut();
      await line.mend(server.address);
    }
  }
  const [first, second] = workers as [Kept, Kept];
  const harms: readonly (readonly [string, (ms: number) => Promise<void>])[] = [
    ['the first worker is killed', async () => first.signal('SIGKILL')],
    ['the second worker is killed', async () => second.signal('SIGKILL')],
    ['both workers are killed', async () => workers.forEach((worker) => worker.signal('SIGKILL'))],
    ['the first worker stands still', (ms) => paused((name) => first.signal(name), ms)],
    ['the first worker is cut off', (ms) => cutOff(others[1], ms * 3)],
    ['the second worker is cut off', (ms) => cutOff(others[2], ms)],
    ['the API is killed', async () => api.signal('SIGKILL')],
    ['the API is cut off', (ms) => cutOff(toApi, ms)],
    ['Temporal is killed', restartTemporal],
    ['Temporal stands still', (ms) => paused((name) => process.kill(-server.pid, name), ms)],
  ];
  return {
    client,
    taskQueue,
    orchestrator: createOrchestrator({ client, taskQueue, namespace, attributes: usable, mock: false }),
    url: `http://127.0.0.1:${port}`,
    folder,
    log,
    async disturb(dice, ms) {
      const [name, harm] = harms[Math.floor(dice * harms.length)] ?? [];
      log.push(`${new Date().toISOString()} ${name} (${Math.round(ms)} ms)`);
      await harm?.(ms);
    },
    async close() {
      await Promise.all([...workers, api].map((kept) => kept.close()));
      await connection.close();
      await Promise.all(lines.map((line) => line.cut()));
      await server.stop();
      // Where a promise was broken these may be there.
      await recoverPrograms(folder);
    },
  };
}

async function paused(signal: (name: NodeJS.Signals) => void, ms: number): Promise<void> {
  signal('SIGSTOP');
  await setTimeout(ms);
  signal('SIGCONT');
}

async function cutOff(line: TcpProxy, ms: number): Promise<void> {
  await line.cut();
  await setTimeout(ms);
  await line.mend();
}

const unbounded = { 'grpc.max_receive_message_length': -1 };

function launch(folder: string): Promise<TemporalServer> {
  return launchTemporal({
    folder: join(folder, 'temporal'),
    namespace,
    ports: 'free',
    cache: readConfig(process.env).cache,
    env: process.env,
    say: () => undefined,
  });
}

function keepWorker(folder: string, address: string): Kept {
  const args = [folder, taskQueue, inject('temporal').bundle];
  const env = { ...process.env, TEMPORAL_ADDRESS: address };
  return keepRunning(() => startNode(join(import.meta.dirname, 'worker.ts'), args, env));
}

function keepApi(folder: string, address: string, port: number): Kept {
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: address,
    OSTINATO_DATA: folder,
    OSTINATO_TASK_QUEUE: taskQueue,
    OSTINATO_PORT: String(port),
  };
  return keepRunning(() => startNode(join(import.meta.dirname, '../../src/cli/main.ts'), ['server'], env));
}

/** Nothing that a user can say makes a run go on so early. */
const goingOn: WorkflowClientInterceptor = {
  start(input, next) {
    const [run, ...rest] = input.options.args as RunArguments;
    return next({ ...input, options: { ...input.options, args: [{ ...run, continueAfter }, ...rest] } });
  },
};
