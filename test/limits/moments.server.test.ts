/**
 * All that has come while no worker was there, in one workflow task, on a server that lets 550 signals be on their way
 * where Temporal lets 2,000.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { compiled } from '../support/fixture.ts';
import { type SmallTemporal, startSmallTemporal } from '../support/small-temporal.ts';
import { openTemporal, until } from '../support/temporal.ts';

const plan = compiled(`
ostinato: 1
name: missed
output: done
nodes:
  all: { map: [1, 2, 3, 4], shard: 2, nodes: { pause: { wait: 10s } } }
`);
const activities = { default: async () => null };

let server: SmallTemporal;
beforeAll(async () => {
  server = await startSmallTemporal({ 'limit.numPendingSignals.error': 550 });
});
afterAll(() => server.close());

it('600 answers for the parts of a map are handed on', async () => {
  const { address } = server;
  const before = await openTemporal(activities, { address });
  const { taskQueue } = before;
  const { workflowId } = await before.start(plan);
  const part = (index: number) => before.client.workflow.getHandle(`${workflowId}/all#1/shard.${index}`);
  for (const index of [0, 1])
    await until(async () => {
      const { events } = await part(index)
        .fetchHistory()
        .catch(() => ({ events: [] }));
      return events?.find((event) => event.timerStartedEventAttributes);
    });
  await before.close();

  const alone = await openTemporal(undefined, { address, taskQueue });
  const handle = alone.client.workflow.getHandle(workflowId);
  const answer = { request: 'all#1[0]/pause#1', value: 1 };
  for (let sent = 0; sent < 600; sent += 50)
    await Promise.all(Array.from({ length: 50 }, () => handle.signal(resumeSignal, answer)));

  const after = await openTemporal(activities, { address, taskQueue });
  expect(await handle.result()).toBe('done');
  expect((await alone.folded(handle)).state.result).toMatchObject({ status: 'succeeded' });
  await alone.replay(handle);
  await after.close();
  await alone.close();
});
