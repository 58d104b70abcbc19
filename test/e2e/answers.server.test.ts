/** Submit, wait, resume by HTTP, by update and by signal; and every answer that must be told apart from a good one. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import { resumeUpdate } from '../../src/workflows/messages.ts';
import { startSystem, type System } from '../support/system.ts';

const definition = `
ostinato: 1
name: ask
nodes:
  ask:
    human: How many?
    outcomes: [order, cancel]
    form: { type: object, required: [count], properties: { count: { type: integer, minimum: 1 } } }
output: \${ nodes.ask.output.count }
`;
const good = { request: 'ask#1', outcome: 'order', value: { count: 3 } };

async function asking(): Promise<{ readonly system: System; readonly start: () => Promise<string> }> {
  const system = await startSystem();
  await system.worker();
  await system.post(definition);
  const start = async () => {
    const runId = await system.run('ask');
    await system.untilRun(runId, ({ requests, status }) => requests.length === 1 && status === 'waiting');
    return runId;
  };
  return { system, start };
}

const ended = ({ status }: { readonly status: string }) => status === 'succeeded';

it('an answer by HTTP, by update, and by the signal of the temporal program', async () => {
  const { system, start } = await asking();
  const { address, namespace, program } = inject('temporal');
  const byHttp = await start();
  const reply = await system.http('POST', `/v1/runs/${byHttp}/resume`, good);
  expect(reply).toEqual({ status: 200, body: { runId: byHttp, request: 'ask#1', outcome: 'order' } });
  expect((await system.untilRun(byHttp, ended)).output).toBe(3);

  const byUpdate = await start();
  const connection = await Connection.connect({ address });
  const handle = new Client({ connection, namespace }).workflow.getHandle(byUpdate);
  expect(await handle.executeUpdate(resumeUpdate, { args: [good] })).toEqual({
    request: 'ask#1',
    outcome: 'order',
  });
  expect((await system.untilRun(byUpdate, ended)).output).toBe(3);
  await connection.close();

  const bySignal = await start();
  const signal = [
    'workflow',
    'signal',
    '--workflow-id',
    bySignal,
    '--name',
    'resume',
    '--input',
    JSON.stringify(good),
  ];
  await promisify(execFile)(program, [...signal, '--address', address, '--namespace', namespace]);
  expect((await system.untilRun(bySignal, ended)).output).toBe(3);
});

it('unknown, ill-formed, double and late answers are told apart, and none of them harms the run', async () => {
  const { system, start } = await asking();
  const runId = await start();
  const resume = (answer: object) => system.http('POST', `/v1/runs/${runId}/resume`, answer);
  expect(await resume({ ...good, request: 'nobody#1' })).toMatchObject({ status: 404 });
  expect(await system.http('POST', '/v1/runs/ask-nothing/resume', good)).toMatchObject({ status: 404 });
  const misfit = await resume({ ...good, value: { count: 'many' } });
  expect(misfit).toMatchObject({ status: 422 });
  expect(JSON.stringify(misfit.body)).toContain('count');
  expect(await resume({ ...good, outcome: 'buy' })).toMatchObject({ status: 422 });
  expect(await resume({ outcome: 'order' })).toMatchObject({ status: 422 });

  const keyed = { ...good, idempotencyKey: 'k1' };
  const first = await resume(keyed);
  expect(first).toEqual({ status: 200, body: { runId, request: 'ask#1', outcome: 'order' } });
  await system.untilRun(runId, ended);
  // The run is over: a new answer is late, whatever it says.
  expect(await resume(good)).toMatchObject({ status: 409 });
});

it('the same key gets the first reply again, another answer with it a conflict, an answer without it a 409', async () => {
  const system = await startSystem();
  await system.worker();
  await system.post(definition.replace('output:', '  more: { human: And then?, outcomes: [ok] }\noutput:'));
  const runId = await system.run('ask');
  await system.untilRun(runId, ({ requests }) => requests.length === 2);
  const resume = (answer: object) => system.http('POST', `/v1/runs/${runId}/resume`, answer);
  const keyed = { ...good, idempotencyKey: 'k1' };
  const reply = { status: 200, body: { runId, request: 'ask#1', outcome: 'order' } };
  const replies = await Promise.all([resume(keyed), resume(keyed), resume(keyed)]);
  expect(replies).toEqual([reply, reply, reply]);
  expect(await resume({ ...keyed, value: { count: 4 } })).toMatchObject({ status: 409 });
  expect(await resume(good)).toMatchObject({ status: 409 });
  expect(await resume({ node: 'more', outcome: 'ok' })).toMatchObject({ status: 200 });
  expect((await system.untilRun(runId, ended)).output).toBe(3);
});

it('a bad signal never harms the run, and is shown in it', async () => {
  const { system, start } = await asking();
  const runId = await start();
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  const handle = new Client({ connection, namespace }).workflow.getHandle(runId);
  for (const bad of [undefined, null, 7, 'yes', [], {}, { request: 5 }, { request: 'ask#1', outcome: {} }]) {
    await handle.signal('resume', ...(bad === undefined ? [] : [bad]));
  }
  const run = await system.untilRun(runId, ({ refused }) => refused.length === 8);
  expect(run.status).toBe('waiting');
  expect(new Set(run.refused.map(({ type }) => type))).toEqual(new Set(['resume-invalid']));
  expect((await system.http('POST', `/v1/runs/${runId}/resume`, good)).status).toBe(200);
  await system.untilRun(runId, ended);
  await connection.close();
});

it('a run is shown, and told that it waits for a worker, when no worker is alive', async () => {
  const system = await startSystem();
  const worker = await system.worker();
  await system.post(definition);
  const runId = await system.run('ask');
  await system.untilRun(runId, ({ requests }) => requests.length === 1);
  worker.signal('SIGTERM');
  expect(await worker.ended).toBe(0);
  const run = await system.untilRun(runId, () => true);
  expect(run.requests).toMatchObject([
    { id: 'ask#1', node: 'ask', prompt: 'How many?', outcomes: ['order', 'cancel'] },
  ]);
  const { status, body } = await system.http('POST', `/v1/runs/${runId}/resume`, good);
  expect(status).toBe(503);
  expect(JSON.stringify(body)).toContain('worker');
});
