/** Whose turn it is when work waits for workers: tenants take turns, and within a tenant priorities go first. */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeEach, expect, inject, it } from 'vitest';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { Orchestrator } from '../../src/client/orchestrator.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import type { RunArguments } from '../../src/workflows/messages.ts';
import { compiled } from '../support/fixture.ts';
import { splitEarly } from '../support/split.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

let temporal: TestTemporal;
let orchestrator: Orchestrator;
let release: () => void;
/** Run ids of the calls, in the order in which they were done. */
let order: string[];
const opened: TestTemporal[] = [];

/** Two calls at a time, and none before `release`. */
beforeEach(async () => {
  const gate = Promise.withResolvers<void>();
  release = gate.resolve;
  order = [];
  const work = async () => {
    await gate.promise;
    order.push(Context.current().info.workflowExecution?.workflowId ?? '');
    return null;
  };
  temporal = await openTemporal({ default: work }, { slots: 2 });
  opened.push(temporal);
  const { client, taskQueue } = temporal;
  const { namespace } = inject('temporal');
  orchestrator = createOrchestrator({ client, taskQueue, namespace, attributes: [], mock: false });
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

const many = (count: number, more = '', concurrency = 500) =>
  compiled(`ostinato: 1
name: many
limits: { parallel: 500 }
nodes:
  all:
    map: "\${ range(0, ${count}) }"
    concurrency: ${concurrency}
    nodes: { work: { tool: test.echo, input: {} ${more} } }
`);

/** Starts it and waits until all its calls stand in the line. */
async function lineUp(plan: Plan, count: number, tenant?: string): Promise<WorkflowHandle> {
  const { runId } = await orchestrator.start({
    plan,
    version: 1,
    hash: plan.hash,
    input: {},
    ...(tenant !== undefined && { tenant }),
  });
  const handle = temporal.client.workflow.getHandle(runId);
  await until(async () =>
    (await handle.describe()).raw.pendingActivities?.length === count ? true : undefined,
  );
  return handle;
}

function lastOf({ workflowId }: WorkflowHandle): number {
  return order.lastIndexOf(workflowId);
}

it('a tenant with 200 calls in the line does not keep another one with 5 waiting', async () => {
  const large = await lineUp(many(200), 200, 'large');
  const small = await lineUp(many(5), 5, 'small');
  expect(await orchestrator.describe(small.workflowId)).toMatchObject({ tenant: 'small' });
  release();
  await Promise.all([large.result(), small.result()]);
  expect(order).toHaveLength(205);
  // In turns it is the tenth; some were handed out before.
  expect(lastOf(small)).toBeLessThan(30);
});

it('priorities go first', async () => {
  const usual = await lineUp(many(200), 200);
  const first = await lineUp(many(5, ', priority: 1'), 5);
  release();
  await Promise.all([usual.result(), first.result()]);
  expect(lastOf(first)).toBeLessThan(30);
});

it('what a run begins is for the same tenant, also when it goes on in a new execution', async () => {
  release();
  const plan = splitEarly(many(40, '', 4), 20);
  const { client, taskQueue } = temporal;
  const definition = { version: 1, hash: plan.hash };
  const args: RunArguments = [{ input: {}, definition, attributes: [], continueAfter: 30 }, plan];
  const handle = await client.workflow.start(plan.name, {
    workflowId: `many-${randomUUID()}`,
    taskQueue,
    args,
    priority: { fairnessKey: 'theirs' },
  });
  await handle.result();
  const part = client.workflow.getHandle(`${handle.workflowId}/all#1/shard.0`);
  expect((await temporal.histories(part)).length).toBeGreaterThan(1);
  expect((await part.describe()).priority).toMatchObject({ fairnessKey: 'theirs' });
});

it('a key of another tenant starts no run of its own', async () => {
  release();
  const plan = many(1);
  const start = (tenant: string) =>
    orchestrator.start({
      plan,
      version: 1,
      hash: plan.hash,
      input: {},
      idempotencyKey: temporal.taskQueue,
      tenant,
    });
  const { runId } = await start('a');
  expect(await start('a')).toMatchObject({ runId });
  await expect(start('b')).rejects.toMatchObject({ fault: 'run-conflict' });
});
