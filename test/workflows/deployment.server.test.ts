/** Two builds of the workers side by side, as a Temporal worker deployment: a run is pinned, and moves when it goes on. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createWorker } from '../../src/worker/worker.ts';
import { limitQueue, resumeUpdate, type RunArguments } from '../../src/workflows/messages.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const deployment = `deployment-${randomUUID()}`;
let temporal: TestTemporal;
let connection: NativeConnection;
let plain: Connection;
let close: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const { address } = inject('temporal');
  temporal = await openTemporal();
  connection = await NativeConnection.connect({ address });
  plain = await Connection.connect({ address });
});
afterAll(async () => {
  await Promise.all(close.map((end) => end()));
  await connection.close();
  await plain.close();
  await temporal.close();
});

/** A worker whose only activity tells which build it is of. */
async function startBuild(build: string): Promise<void> {
  const { bundle } = inject('temporal');
  const bundled = { bundle: { codePath: bundle }, deployment: { name: deployment, build } };
  await startWorker(temporal.taskQueue, build, bundled);
}

/** Without the rest it does what is asked for on a queue, and is of no build. */
async function startWorker(
  taskQueue: string,
  build: string,
  rest: Partial<Parameters<typeof createWorker>[0]> = {},
): Promise<void> {
  const { namespace } = inject('temporal');
  const activities = { default: async () => ({ build }) };
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue,
    activities,
    dataConverter: {},
    ...rest,
  });
  const running = worker.run();
  close.push(async () => {
    worker.shutdown();
    await running;
  });
}

/** Temporal knows a build from its first poll on. */
async function makeCurrent(buildId: string): Promise<void> {
  const { namespace } = inject('temporal');
  const { workflowService } = new Client({ connection: plain, namespace });
  await until(() =>
    workflowService
      .setWorkerDeploymentCurrentVersion({ namespace, deploymentName: deployment, buildId, identity: 'test' })
      .then(
        () => true,
        () => undefined,
      ),
  );
}

const plan = compiled(`
ostinato: 1
name: builds
nodes:
  first: { tool: test.echo, input: {} }
  ask: { after: first, human: Go on? }
  second: { after: ask, tool: test.echo, input: {} }
  third: { after: second, tool: test.echo, input: {} }
output: "\${ [nodes.first.output.build, nodes.third.output.build] }"
`);

it('a run stays with its build while it is under way, and goes on with the current one', async () => {
  await startBuild('one');
  await makeCurrent('one');
  const old = await temporal.start(plan);
  await until(async () => (await temporal.folded(old)).state.requests['ask#1']);
  await startBuild('two');
  await makeCurrent('two');

  const young = await temporal.start(plan);
  await until(async () => (await temporal.folded(young)).state.requests['ask#1']);
  await young.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1' }] });
  expect(await young.result()).toEqual(['two', 'two']);
  expect(await temporal.histories(young)).toHaveLength(1);

  await old.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1' }] });
  expect(await old.result()).toEqual(['one', 'two']);
  expect(await temporal.histories(old)).toHaveLength(2);
  await temporal.replay(old);
  await temporal.replay(young);
});

it('what has a queue or a limit is done by workers of no build', async () => {
  const queue = `far-${randomUUID()}`;
  const limited = ['tool:test.echo'];
  await startBuild('three');
  await makeCurrent('three');
  await startWorker(limitQueue(queue, 'tool:test.echo'), 'none');
  const far = compiled(`
ostinato: 1
name: far
nodes: { work: { tool: test.echo, input: {}, queue: ${queue} } }
output: "\${ nodes.work.output.build }"
`);
  const definition = { version: 1, hash: far.hash };
  const args: RunArguments = [{ input: {}, definition, attributes: [], limited }, far];
  const { client, taskQueue } = temporal;
  const workflowId = `far-${randomUUID()}`;
  expect(await client.workflow.execute(far.name, { workflowId, taskQueue, args })).toBe('none');
});
