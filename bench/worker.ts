/**
 * One side of a comparison as a process of its own, so that its CPU can be told apart. Answers `cpu` with the
 * microseconds that it has used so far, `memory` with the bytes that it takes, and `crowd` with the ms that many tiny
 * runs took, started from here.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { benchActivities } from './activities.ts';
import { tiny } from './graphs.ts';
import { memory } from './memory.ts';
import { crowdSize, planOf } from './plans.ts';
import { dataConverter as converterOver } from '../src/payloads/converter.ts';
import { createFileBlobs } from '../src/store/file-blobs.ts';
import { createOrchestrator } from '../src/client/temporal-orchestrator.ts';
import { createWorker } from '../src/worker/worker.ts';
import { workflowBundle } from '../src/worker/bundle.ts';

const [side = '', address = '', taskQueue = '', blobs = '', cached = ''] = process.argv.slice(2);

interface Party {
  readonly worker: Worker;
  /** Starts one run of one step from this process, and waits for its result. */
  readonly tiny: () => Promise<void>;
}

async function create(): Promise<Party> {
  const connection = await NativeConnection.connect({ address });
  const common = { connection, namespace: 'default', taskQueue };
  const cachedRuns = cached === '' ? undefined : Number(cached);
  const ours = { ...common, ...(cachedRuns === undefined ? {} : { cachedRuns }) };
  const workflowsPath = fileURLToPath(new URL('./handwritten/workflows.ts', import.meta.url));
  const activities = { noop: async (value: number) => value };
  switch (side) {
    case 'handwritten': {
      const worker = await Worker.create({
        ...common,
        workflowsPath,
        activities,
        ...(cachedRuns === undefined ? {} : { maxCachedWorkflows: cachedRuns }),
      });
      const client = new Client({ connection: await Connection.connect({ address }) });
      return { worker, tiny: () => tinyByHand(client, {}) };
    }
    case 'handwritten-tuned': {
      const bundle = await bundleOf(workflowsPath);
      const worker = await createWorker({ ...ours, bundle, activities, dataConverter: {} });
      return { worker, tiny: () => tinyByHand(new Client({ connection }), { requestEagerStart: true }) };
    }
    case 'ostinato': {
      const folder = await mkdtemp(join(tmpdir(), 'ostinato-bench-'));
      const bundle = await workflowBundle(false);
      const dataConverter = converterOver(createFileBlobs(blobs));
      const parts = { ...ours, bundle, dataConverter };
      const worker = await createWorker({ ...parts, activities: benchActivities(folder) });
      return { worker, tiny: tinyRun(new Client({ connection, dataConverter })) };
    }
    default:
      throw new Error(`no side ${side}`);
  }
}

async function tinyByHand(client: Client, options: { readonly requestEagerStart?: boolean }): Promise<void> {
  await client.workflow.execute('tiny', {
    workflowId: `bench-${randomUUID()}`,
    taskQueue,
    args: [],
    ...options,
  });
}

/** As the API starts runs when it shares the process with a worker. */
function tinyRun(client: Client): () => Promise<void> {
  const orchestrator = createOrchestrator({
    client,
    namespace: 'default',
    taskQueue,
    attributes: [],
    mock: false,
  });
  const plan = planOf(tiny());
  return async () => {
    const { runId } = await orchestrator.start({ plan, version: 1, hash: plan.hash, input: {} });
    await client.workflow.getHandle(runId).result();
  };
}

async function bundleOf(workflowsPath: string) {
  const preload = fileURLToPath(new URL('../src/workflows/preload.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, preloadModules: [preload] });
}

async function answer(message: unknown): Promise<object> {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    return { cpu: user + system };
  }
  if (message === 'memory') return memory();
  const began = performance.now();
  await Promise.all(Array.from({ length: crowdSize }, () => party.tiny()));
  return { ms: performance.now() - began };
}

Runtime.install({ logger: new DefaultLogger('WARN') });
const party = await create();
process.on('message', (message) => void answer(message).then((reply) => process.send?.(reply)));
process.on('disconnect', () => party.worker.shutdown());
process.send?.('ready');
await party.worker.run();
process.exit(0);
