/** Encrypted runs on a real server: raw histories, switching encryption on under an open run, rotation, wrong keys. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OrchestratorError } from '../../src/client/orchestrator.ts';
import { foldAll } from '../../src/client/fold.ts';
import { decoderOf } from '../../src/client/temporal/decode.ts';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Key } from '../../src/payloads/cipher.ts';
import { dataConverter } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { createWorker } from '../../src/worker/worker.ts';
import { compiled } from '../support/fixture.ts';
import { freshFolder } from '../support/folder.ts';
import { lostValues } from '../support/task-failures.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const key = (id: string): Key => ({ id, secret: randomBytes(32) });
const [first, second] = [key('first'), key('second')];
const small = 'planted-small-value';
const large = `planted-large-value ${'x'.repeat(40_000)}`;

/** No worker: each test starts those that it needs. */
let temporal: TestTemporal;
let connection: NativeConnection;
beforeAll(async () => {
  temporal = await openTemporal();
  connection = await NativeConnection.connect({ address: inject('temporal').address });
});
afterAll(async () => {
  await connection.close();
  await temporal.close();
});

const plan = compiled(`
ostinato: 1
name: ${lostValues}
input: { type: object, properties: { small: { type: string }, large: { type: string } } }
output: "\${ nodes.use.output }"
nodes:
  ask: { human: Go on?, outcomes: [go] }
  use: { after: { node: ask, outcome: go }, tool: test.echo, input: { small: "\${ input.small }", large: "\${ input.large }" } }
`);

/** Works on the queue with these keys until it is told to stop. */
async function workWith(folder: string, keys: readonly Key[]): Promise<() => Promise<void>> {
  const { namespace, bundle } = inject('temporal');
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue: temporal.taskQueue,
    bundle: { codePath: bundle },
    activities: { default: async ({ input }: { readonly input: Json }) => input },
    dataConverter: dataConverter(createFileBlobs(folder), keys),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}

function orchestratorWith(folder: string, keys: readonly Key[]) {
  const { namespace } = inject('temporal');
  const converter = dataConverter(createFileBlobs(folder), keys);
  const client = new Client({ connection, namespace, dataConverter: converter });
  const { taskQueue } = temporal;
  return {
    client,
    converter,
    orchestrator: createOrchestrator({ client, taskQueue, namespace, attributes: [], mock: false }),
  };
}

async function rawText(folder: string, handle: WorkflowHandle): Promise<string> {
  const history = await temporal.client.workflow.getHandle(handle.workflowId).fetchHistory();
  const texts = [
    JSON.stringify(history.events, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ),
  ];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
  return texts.join('\n');
}

const start = { plan, version: 1, hash: plan.hash, input: { small, large } };

function whenUnavailable(error: unknown): undefined {
  if (!(error instanceof OrchestratorError && error.fault === 'unavailable')) throw error;
}

describe('an encrypted run', () => {
  it('shows nothing of its values in its raw history and in the store; it is folded and replayed with the keys', async () => {
    const folder = await freshFolder();
    const stop = await workWith(folder, [first]);
    const { client, converter, orchestrator } = orchestratorWith(folder, [first]);
    const { runId } = await orchestrator.start(start);
    await until(async () => (await orchestrator.describe(runId)).requests[0]);
    await orchestrator.resume(runId, { request: 'ask#1', outcome: 'go' });
    const handle = client.workflow.getHandle(runId);
    expect(await handle.result()).toEqual({ small, large });
    await stop();

    const raw = await rawText(folder, handle);
    expect(raw).toContain('binary/encrypted');
    for (const planted of ['planted-small', 'planted-large', 'Go on?']) expect(raw).not.toContain(planted);

    expect(await orchestrator.describe(runId)).toMatchObject({ status: 'succeeded', output: { small } });
    const history = await handle.fetchHistory();
    const decode = decoderOf(client.options.loadedDataConverter, inject('temporal').namespace, runId);
    const { state } = await foldAll({ id: runId, workflow: plan.name }, [history.events ?? []], decode);
    expect(state.result).toMatchObject({ status: 'succeeded' });
    const workflowBundle = { codePath: inject('temporal').bundle };
    await Worker.runReplayHistory({ workflowBundle, dataConverter: converter }, history, runId);
  });

  it('may have begun plain, and goes on with a new key; who lacks a key is told which', async () => {
    const folder = await freshFolder();
    const plain = orchestratorWith(folder, []);
    const { runId } = await plain.orchestrator.start(start);
    let stop = await workWith(folder, []);
    await until(async () => (await plain.orchestrator.describe(runId)).requests[0]);
    await stop();

    // Encryption is switched on: what comes from now on is written with the first key.
    const { client, orchestrator } = orchestratorWith(folder, [first]);
    await client.workflow.getHandle(runId).signal('event', { name: 'nothing', data: 1 });
    expect((await orchestrator.describe(runId)).requests).toHaveLength(1);

    // A worker without it fails loudly, and does no harm.
    stop = await workWith(folder, [second]);
    const failed = await until(async () =>
      (await temporal.client.workflow.getHandle(runId).fetchHistory()).events?.find(
        (event) => event.workflowTaskFailedEventAttributes,
      ),
    );
    expect(failed.workflowTaskFailedEventAttributes?.failure?.message).toContain('key "first", which is not');
    await expect(orchestratorWith(folder, [second]).orchestrator.describe(runId)).rejects.toMatchObject({
      fault: 'unavailable',
      message: expect.stringContaining('OSTINATO_KEYS'),
    });
    await stop();

    // A new key writes, the old one reads.
    stop = await workWith(folder, [second, first]);
    const rotated = orchestratorWith(folder, [second, first]);
    // Temporal tries a failed workflow task again after some time only: the answer may have to be sent again.
    const answer = { request: 'ask#1', outcome: 'go', idempotencyKey: 'k' };
    await until(() => rotated.orchestrator.resume(runId, answer).catch(whenUnavailable));
    expect(await rotated.client.workflow.getHandle(runId).result()).toEqual({ small, large });
    await stop();
  });
});
