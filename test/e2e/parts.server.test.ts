/** What waits in a part of a map is asked, and answered, as if the map were whole. */
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { startSystem } from '../support/system.ts';

const definition = `
ostinato: 1
name: checks
nodes:
  all:
    map: [a, b, c, d]
    shard: 2
    nodes:
      check: { run: [echo, '{"$suspend":{"status":"checking","reason":"Is it right?"}}'] }
    output: "\${ nodes.check.output.data }"
output: "\${ nodes.all.output }"
`;

it('requests of items are listed with the run, answered by the API, by signal, and once', async () => {
  const system = await startSystem();
  await system.worker();
  await system.post(definition);
  const runId = await system.run('checks');
  const { requests } = await system.untilRun(runId, (run) => run.requests.length === 4);
  const ids = ['a', 'b', 'c', 'd'].map((_, index) => `all#1[${index}]/check#1`);
  expect(requests.map(({ id }) => id).sort()).toEqual(ids);
  const resume = (request: string | undefined, value: unknown, more: object = {}) =>
    system.http('POST', `/v1/runs/${runId}/resume`, { request, value, ...more });
  expect(await resume(ids[3], 'four', { idempotencyKey: 'k' })).toEqual({
    status: 200,
    body: { runId, request: ids[3] },
  });
  expect(await resume(ids[3], 'four', { idempotencyKey: 'k' })).toMatchObject({ status: 200 });
  expect(await resume(ids[3], 'five')).toMatchObject({ status: 409 });
  expect(await resume('all#1[9]/check#1', 'none')).toMatchObject({ status: 404 });
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  const run = new Client({ connection, namespace }).workflow.getHandle(runId);
  await run.signal(resumeSignal, { request: ids[0] ?? '', value: 'one' });
  await connection.close();
  await system.untilRun(runId, (run) => run.requests.length === 2);
  for (const [index, value] of [
    [1, 'two'],
    [2, 'three'],
  ] as const)
    expect(await resume(ids[index], value)).toMatchObject({ status: 200 });
  const { output } = await system.untilRun(runId, ({ status }) => status === 'succeeded');
  expect(output).toEqual(['one', 'two', 'three', 'four']);
});
