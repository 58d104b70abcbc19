/**
 * A worker that is made to be killed: `worker.ts DATA QUEUE BUNDLE`. A process of its own with the real activities, a
 * cache of two runs, and tools that leave a line in DATA/effects for each time that they are really done.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import { keepRecovering, recoverPrograms } from '../../src/activities/run/leftovers.ts';
import { defineTool, ToolError } from '../../src/activities/tools/define.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import { createPeers } from '../../src/client/peers.ts';
import { dataConverter as converterOver } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { createWorker } from '../../src/worker/worker.ts';
import { plainDeps } from '../support/deps.ts';
import { noteDone } from './traces.ts';
import { catalogue, effectOf, seedOf, toolNames } from './world.ts';

const [data = '', taskQueue = '', bundle = ''] = process.argv.slice(2);
const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const namespace = 'default';

const tools = (['slow', 'quick'] as const).map((pace) =>
  defineTool({
    name: toolNames[pace],
    description: 'Fails or not, as the seed says',
    input: { type: 'object' },
    effect: 'idempotent',
    quick: pace === 'quick',
    run: async (_, { key, signal }) => {
      const { ms, reply } = effectOf(key, seedOf(key), pace);
      await setTimeout(ms, undefined, { signal });
      noteDone(data, key, pace);
      if ('error' in reply) throw new ToolError(reply.error);
      return reply.result;
    },
  }),
);

const ignore = () => undefined;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
await recoverPrograms(data);
const connection = await connected();
const blobs = createFileBlobs(join(data, 'blobs'));
const dataConverter = converterOver(blobs);
const worker = await createWorker({
  connection,
  namespace,
  taskQueue,
  bundle: { codePath: bundle },
  cachedRuns: 2,
  dataConverter,
  activities: createActivities({
    programs: data,
    data,
    secret: () => undefined,
    tools: createRegistry([...builtIn, ...tools]),
    models: {},
    blobs,
    log,
    now: Date.now,
    ...plainDeps(data),
    catalogue,
    peers: createPeers({ client: new Client({ connection, namespace, dataConverter }), taskQueue }),
  }),
});
void keepRecovering(data, new AbortController().signal, log);
await worker.run();

/** Temporal may be away just now. */
async function connected(): Promise<NativeConnection> {
  for (;;) {
    try {
      return await NativeConnection.connect({ address });
    } catch {
      await setTimeout(200);
    }
  }
}
