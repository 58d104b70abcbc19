/**
 * A worker that is made to be killed: `worker.ts DATA QUEUE BUNDLE`. A process of its own with the real activities, a
 * cache of two runs, and one tool that leaves a line in DATA/effects for each time that it is really done.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import { defineTool, ToolError } from '../../src/activities/tools/define.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import { createPeers } from '../../src/client/peers.ts';
import { dataConverter as converterOver } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { createWorker } from '../../src/worker/worker.ts';
import { plainDeps } from '../support/deps.ts';
import { catalogue, effectOf, effectsFile, seedOf } from './world.ts';

const [data = '', taskQueue = '', bundle = ''] = process.argv.slice(2);
const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const namespace = 'default';

const maybe = defineTool({
  name: 'test.maybe',
  description: 'Fails or not, as the seed says',
  input: { type: 'object' },
  effect: 'idempotent',
  run: async (_, { key, attempt, signal }) => {
    const { ms, reply } = effectOf(key, seedOf(key));
    await setTimeout(ms, undefined, { signal });
    appendFileSync(join(data, effectsFile), `${JSON.stringify({ key, attempt, at: Date.now() })}\n`);
    if ('error' in reply) throw new ToolError(reply.error);
    return reply.result;
  },
});

const ignore = () => undefined;
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
    tools: createRegistry([...builtIn, maybe]),
    models: {},
    blobs,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    now: Date.now,
    ...plainDeps(data),
    catalogue,
    peers: createPeers({ client: new Client({ connection, namespace, dataConverter }), taskQueue }),
  }),
});
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
