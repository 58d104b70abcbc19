/**
 * Ostinato as a user has it: processes of the command line on a data folder of their own, spoken to over HTTP. Owns the
 * starting and the ending; tests own what they do to it in between.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject, onTestFinished } from 'vitest';
import { freshFolder } from './folder.ts';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { type Child, startNode } from './process.ts';
import { refuseFailedTasks } from './task-failures.ts';
import { until } from './temporal.ts';

const cli = join(import.meta.dirname, '../../src/cli/main.ts');

export interface System {
  readonly folder: string;
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly server: Child;
  /** Starts one more worker and waits until it polls. */
  worker(args?: readonly string[]): Promise<Child>;
  /** JSON over HTTP; a string body is sent as YAML. */
  http(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  post(definition: string): Promise<void>;
  /** Starts a run and gives its id. */
  run(name: string, input?: object): Promise<string>;
  /** Polls the run until it looks like this. */
  untilRun(runId: string, looks: (run: RunDetails) => boolean): Promise<RunDetails>;
}

/** On the shared Temporal server, unless `own` asks for an embedded one. */
export async function startSystem({
  env: more = {},
  own = false,
  command = ['server'],
}: {
  readonly env?: NodeJS.ProcessEnv;
  readonly own?: boolean;
  readonly command?: readonly string[];
} = {}): Promise<System> {
  const folder = await freshFolder();
  const { address, namespace } = inject('temporal');
  const taskQueue = `system-${randomUUID()}`;
  if (!own) onTestFinished(() => noTaskFailed(address, namespace, taskQueue));
  const env = {
    ...process.env,
    OSTINATO_DATA: folder,
    OSTINATO_TASK_QUEUE: taskQueue,
    OSTINATO_PROGRAMS: join(import.meta.dirname, '../../programs'),
    ...(own ? {} : { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }),
    ...more,
  };
  return startOn(folder, env, command);
}

/** On a data folder that may have been used before. */
export async function startOn(
  folder: string,
  env: NodeJS.ProcessEnv,
  command: readonly string[] = ['server'],
): Promise<System> {
  const server = startNode(cli, command, env);
  const [, url = ''] = await server.until(/(?:serves|API) +(http:\/\/[^\s,]+)/);
  const http: System['http'] = async (method, path, body) => {
    const text = typeof body === 'string';
    const response = await fetch(url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': text ? 'application/yaml' : 'application/json' },
      ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    folder,
    url,
    env,
    server,
    http,
    async worker(args = []) {
      const worker = startNode(cli, ['worker', ...args], env);
      await worker.until(/A worker polls/);
      return worker;
    },
    async post(definition) {
      const { status, body } = await http('POST', '/v1/workflows', definition);
      if (status !== 201 && status !== 200) throw new Error(JSON.stringify(body));
    },
    async run(name, input = {}) {
      const { status, body } = await http('POST', `/v1/workflows/${name}/run`, {
        input,
      });
      if (status !== 202) throw new Error(JSON.stringify(body));
      return (body as { readonly runId: string }).runId;
    },
    untilRun: (runId, looks) =>
      until(async () => {
        const { status, body } = await http('GET', `/v1/runs/${runId}`);
        if (status !== 200) return undefined;
        const run = body as RunDetails;
        return looks(run) ? run : undefined;
      }, 120_000),
  };
}

async function noTaskFailed(address: string, namespace: string, taskQueue: string): Promise<void> {
  const connection = await Connection.connect({
    address,
    channelArgs: { 'grpc.max_receive_message_length': -1 },
  });
  try {
    await refuseFailedTasks(new Client({ connection, namespace }), taskQueue);
  } finally {
    await connection.close();
  }
}
