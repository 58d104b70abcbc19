/** Two builds of the workers side by side, as a Temporal worker deployment: a run is pinned, and moves when it goes on. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createWorker } from '../../src/worker/worker.ts';
import { resumeUpdate } from '../../src/workflows/messages.ts';
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
  const { namespace, bundle } = inject('temporal');
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue: temporal.taskQueue,
    bundle: { codePath: bundle },
    activities: { default: async () => ({ build }) },
    dataConverter: {},
    deployment: { name: deployment, build },
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
