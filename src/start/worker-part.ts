/** The worker of a process: activities over their dependencies, polling the task queue. Owns the wiring. */
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { toCatalogue } from '../activities/catalogue.ts';
import { createActivities } from '../activities/index.ts';
import { keepRecovering, recoverPrograms } from '../activities/run/leftovers.ts';
import { loadTools } from '../activities/tools/registry.ts';
import { createPeers } from '../client/peers.ts';
import { createFileCache } from '../store/file-cache.ts';
import { createFileDefinitions } from '../store/file-definitions.ts';
import { workflowBundle } from '../worker/bundle.ts';
import { createWorker } from '../worker/worker.ts';
import { limitQueue } from '../workflows/messages.ts';
import { openPayloads } from './payloads.ts';
import type { Service } from './service.ts';

/** Calls in a second, where a limit was lifted: the server keeps the last one that it was told. */
const unlimited = 100_000;

/** With `queue` it does only the work of nodes that name it. */
export async function startWorker(
  { config, logger, life }: Service,
  connection: NativeConnection,
  queue?: string,
): Promise<void> {
  await recoverPrograms(config.data);
  const { namespace, taskQueue, deployment } = config.temporal;
  const tools = await loadTools(config.toolModules);
  const { blobs, artifacts, dataConverter } = await openPayloads(config);
  const own = queue ?? taskQueue;
  const parts = {
    connection,
    namespace,
    dataConverter,
    slots: config.slots,
    graceMs: config.graceMs,
    activities: createActivities({
      programs: config.programs,
      sandbox: config.sandbox,
      data: config.data,
      secret: (name) => secretOf(config.secrets, name),
      tools,
      catalogue: toCatalogue(tools, Object.keys(config.secrets), config.model),
      models: config,
      blobs,
      artifacts,
      cache: createFileCache(join(config.data, 'cache'), Date.now),
      definitions: createFileDefinitions(join(config.data, 'definitions')),
      peers: createPeers({ client: new Client({ connection, namespace, dataConverter }), taskQueue }),
      log: logger,
      now: Date.now,
    }),
  };
  const workers = [
    await createWorker({
      ...parts,
      taskQueue: own,
      // Runs themselves go on where every worker of the installation can go on with them.
      ...(queue === undefined && { bundle: await workflowBundle(config.debugStacks) }),
      // What is done for nodes alone is the same for every build.
      ...(queue === undefined && deployment && { deployment }),
    }),
  ];
  for (const { of, perSecond = unlimited } of config.limits)
    workers.push(await createWorker({ ...parts, taskQueue: limitQueue(own, of), perSecond }));
  await keepRunning(workers, { config, logger, life });
}

/** They end together: each has the whole of the grace. */
async function keepRunning(
  workers: readonly Worker[],
  { config, logger, life }: Pick<Service, 'config' | 'logger' | 'life'>,
): Promise<void> {
  const ending = new AbortController();
  void keepRecovering(config.data, ending.signal, logger);
  const running = workers.map((worker) => worker.run());
  for (const one of running) life.watch('The worker', one);
  await life.defer('worker', async () => {
    ending.abort();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(running);
  });
}

/** Read at each use, never kept: a value stays in the environment until the moment that it is needed. */
function secretOf(secrets: Readonly<Record<string, string>>, name: string): string | undefined {
  const variable = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  return variable === undefined ? undefined : process.env[variable];
}
