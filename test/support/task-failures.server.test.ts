/** The detector itself: it sees a workflow task that has failed, and only that. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compiled } from './fixture.ts';
import { failedTasks } from './task-failures.ts';
import { openTemporal, type TestTemporal, until } from './temporal.ts';

const plan = compiled('ostinato: 1\nname: broken\nnodes: { a: { let: { x: 1 } } }');
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({});
});
afterAll(async () => {
  await expect(temporal.close()).rejects.toThrow('Workflow tasks have failed:\nbroken-');
});

it('a workflow task that has failed is told, and a run that has failed is not', async () => {
  const { client, taskQueue } = temporal;
  const failing = await temporal.start(
    compiled('ostinato: 1\nname: ended\nnodes: { a: { fail: { type: odd, title: Odd } } }'),
  );
  await expect(failing.result()).rejects.toThrow();
  expect(await failedTasks(client, taskQueue)).toEqual([]);
  // No plan at all.
  const broken = await client.workflow.start(plan.name, {
    workflowId: `broken-${randomUUID()}`,
    taskQueue,
    args: [{ plan: 1 }],
  });
  const [line] = await until(async () => {
    const failed = await failedTasks(client, taskQueue);
    return failed.length > 0 ? failed : undefined;
  });
  expect(line).toContain(broken.workflowId);
  await broken.terminate('the test is over');
});
