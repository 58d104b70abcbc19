/** The worker of a process: activities over their dependencies, polling the task queue. Owns the wiring. */
import { join } from 'node:path';
import type { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { recoverPrograms } from '../activities/run/leftovers.ts';
import { loadTools } from '../activities/tools/registry.ts';
import { createFileBlobs } from '../store/file-blobs.ts';
import { workflowBundle } from '../worker/bundle.ts';
import { createWorker } from '../worker/worker.ts';
import type { Service } from './service.ts';

export async function startWorker(
  { config, logger, life }: Service,
  connection: NativeConnection,
): Promise<void> {
  await recoverPrograms(config.data);
  const worker = await createWorker({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    bundle: await workflowBundle(config.debugStacks),
    activities: createActivities({
      programs: config.programs,
      data: config.data,
      secret: (name) => secretOf(config.secrets, name),
      tools: await loadTools(config.toolModules),
      models: config,
      blobs: createFileBlobs(join(config.data, 'blobs')),
      log: logger,
      now: Date.now,
    }),
  });
  const running = worker.run();
  life.watch('The worker', running);
  await life.defer('worker', async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
  });
}

/** Read at each use, never kept: a value stays in the environment until the moment that it is needed. */
function secretOf(secrets: Readonly<Record<string, string>>, name: string): string | undefined {
  const variable = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  return variable === undefined ? undefined : process.env[variable];
}
