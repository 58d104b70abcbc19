/** A value that is missing from the store, or damaged, holds a run up; once it is back the run goes on. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { Call } from '../../src/interpreter/call.ts';
import { dataConverter } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { createWorker } from '../../src/worker/worker.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { compiled } from '../support/fixture.ts';
import { lostValues } from '../support/task-failures.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

let real: TestActivities;
/** Reads a run anew for each of its tasks. */
let temporal: TestTemporal;
/** Keeps runs in memory: who reads one anew stores anew what it has given to calls. */
let keeping: TestTemporal;
let begun: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lost-values-'));
const blobs = createFileBlobs(folder);
beforeAll(async () => {
  real = testActivities({ blobs });
  keeping = await openTemporal({ default: perform }, { blobs: folder });
  temporal = await openTemporal({ default: perform }, { cachedRuns: 0, blobs: folder });
});
afterAll(async () => {
  await temporal.close();
  await keeping.close();
  real.close();
  rmSync(folder, { recursive: true });
});

/** Of the tools only what is begun counts; all else is real. */
async function perform(call: Call): Promise<unknown> {
  if (call.kind !== 'tool') return real.activities.default(call);
  begun.push(call.kind);
  return { begun: begun.length };
}

const plan = compiled(`
ostinato: 1
name: ${lostValues}
input: { type: object, properties: { text: { type: string } } }
nodes:
  ask: { human: Go on?, outcomes: [go] }
  use: { after: { node: ask, outcome: go }, tool: test.echo, input: { text: "\${ input.text }" } }
`);

/** The files of the store that hold such a text. */
async function filesWith(...texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return files.filter((_, index) => texts.every((text) => contents[index]?.includes(text)));
}

function historyOf({ workflowId }: WorkflowHandle) {
  return temporal.client.workflow.getHandle(workflowId).fetchHistory();
}

describe('a run that needs a value which is', () => {
  it.each(['missing', 'damaged'])('%s waits, says which, and goes on when it is back', async (how) => {
    begun = [];
    const mark = randomUUID();
    const { client, taskQueue } = temporal;
    const { namespace } = inject('temporal');
    const orchestrator = createOrchestrator({ client, taskQueue, namespace, attributes: [], mock: false });
    const input = { text: `${mark} ${'x'.repeat(50_000)}` };
    const { runId } = await orchestrator.start({ plan, version: 1, hash: plan.hash, input });
    const handle = client.workflow.getHandle(runId);
    await until(async () => (await orchestrator.describe(runId)).requests[0]);
    const [file = ''] = await filesWith(mark);
    await rename(file, `${file}.away`);
    if (how === 'damaged') await writeFile(file, 'something else');

    // Who reads the run is told, instead of being shown something else.
    const told = new RegExp(
      `sha256:${file.slice(-65).replace('/', '')} is ${how} in the folder .*Put it back`,
    );
    await expect(orchestrator.describe(runId)).rejects.toMatchObject({
      fault: 'unavailable',
      message: expect.stringMatching(told),
    });
    await handle.signal('resume', { request: 'ask#1', outcome: 'go' });
    const failed = await until(async () =>
      (await historyOf(handle)).events?.find((event) => event.workflowTaskFailedEventAttributes),
    );
    expect(failed.workflowTaskFailedEventAttributes?.failure?.message).toMatch(told);

    await rename(`${file}.away`, file);
    await handle.result();
    expect(begun).toEqual(['tool']);
    await temporal.replay(handle);
  });
});

/** A run whose one call cannot be given its value; the file of the value is moved away. */
async function startWithout() {
  const queue = `elsewhere-${randomUUID()}`;
  const mark = randomUUID();
  const large = compiled(`
ostinato: 1
name: lost-input
input: { type: object, properties: { text: { type: string } } }
output: "\${ nodes.use.output }"
nodes:
  use: { tool: test.echo, queue: ${queue}, input: { text: "\${ input.text }" } }
`);
  const handle = await keeping.start(large, { text: `${mark} ${'y'.repeat(60_000)}` });
  // Nobody works on the queue of the node yet.
  await until(async () =>
    (await historyOf(handle)).events?.find((event) => event.activityTaskScheduledEventAttributes),
  );
  const [file = ''] = await filesWith(mark, '"kind":"tool"');
  await rename(file, `${file}.away`);
  await workOn(queue);
  const waiting = await until(async () =>
    (await handle.describe()).raw.pendingActivities?.find(({ lastFailure }) =>
      lastFailure?.message?.includes('is missing in'),
    ),
  );
  expect(waiting.activityType?.name).toBe('value.await');
  return { handle, file };
}

describe('a call that is given a value which is missing', () => {
  it('is not begun, and begun once when it is back, though it may not be tried twice', async () => {
    begun = [];
    const { handle, file } = await startWithout();
    // Meanwhile the node is shown as under way.
    expect((await keeping.folded(handle)).state.ops).toHaveProperty('use#1');
    await rename(`${file}.away`, file);
    expect(await handle.result()).toEqual({ begun: 1 });
    expect((await keeping.folded(handle)).state.result).toMatchObject({ status: 'succeeded' });
    await keeping.replay(handle);
  });

  it('can be cancelled', async () => {
    begun = [];
    const { handle } = await startWithout();
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(begun).toEqual([]);
    expect((await keeping.folded(handle)).state.result).toMatchObject({ status: 'cancelled' });
    await keeping.replay(handle);
  });
});

async function workOn(taskQueue: string): Promise<void> {
  const { address, namespace } = inject('temporal');
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue,
    activities: { default: perform },
    dataConverter: dataConverter(blobs),
  });
  const running = worker.run();
  onTestFinished(async () => {
    worker.shutdown();
    await running;
    await connection.close();
  });
}
