/**
 * One side of a comparison as a process of its own, so that its CPU can be told apart. Owns no measuring: it answers
 * `cpu` with the microseconds that it has used so far.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { benchActivities } from './activities.ts';
import { createWorker } from '../src/worker/worker.ts';
import { workflowBundle } from '../src/worker/bundle.ts';

const [side = '', address = '', taskQueue = ''] = process.argv.slice(2);

async function create(): Promise<Worker> {
  const connection = await NativeConnection.connect({ address });
  const common = { connection, namespace: 'default', taskQueue };
  const workflowsPath = fileURLToPath(new URL('./handwritten/workflows.ts', import.meta.url));
  const activities = { noop: async (value: number) => value };
  switch (side) {
    case 'handwritten':
      return Worker.create({ ...common, workflowsPath, activities });
    case 'handwritten-tuned':
      return createWorker({ ...common, bundle: await bundleOf(workflowsPath), activities });
    case 'ostinato': {
      const folder = await mkdtemp(join(tmpdir(), 'ostinato-bench-'));
      return createWorker({
        ...common,
        bundle: await workflowBundle(false),
        activities: benchActivities(folder),
      });
    }
    default:
      throw new Error(`no side ${side}`);
  }
}

async function bundleOf(workflowsPath: string) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const preload = fileURLToPath(new URL('../src/workflows/preload.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, preloadModules: [preload] });
}

Runtime.install({ logger: new DefaultLogger('WARN') });
const worker = await create();
process.on('message', (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage().rss });
  }
});
process.on('disconnect', () => worker.shutdown());
process.send?.('ready');
await worker.run();
process.exit(0);
