/** What people tell a run over HTTP, and the cache that they may empty. */
import { expect, it } from 'vitest';
import { OrchestratorError, type OrchestratorFault } from '../../src/client/orchestrator.ts';
import { createFileCache } from '../../src/store/file-cache.ts';
import { startApi } from '../support/api.ts';
import { askYaml } from '../support/definitions.ts';
import { freshFolder } from '../support/folder.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

it.each([
  ['pause', {}, { do: 'pause' }, 200],
  ['unpause', {}, { do: 'unpause' }, 200],
  ['step', {}, { do: 'step' }, 200],
  ['step-mode', { on: true }, { do: 'step-mode', on: true }, 200],
  ['complete', { node: 'items#1[3]' }, { do: 'complete-node', node: 'items#1[3]' }, 200],
  ['cancel', { node: 'ask' }, { do: 'cancel-node', node: 'ask' }, 202],
])('POST …/%s %j tells the run', async (path, body, verb, status) => {
  const api = await startApi();
  api.memory.runs.set('r', waitingRun('r', 'ask'));
  const answer = await api.post(`/v1/runs/r/${path}`, body);
  expect(answer).toMatchObject({ status, body: { runId: 'r', links: { self: '/v1/runs/r' } } });
  expect(api.memory.told).toEqual([{ runId: 'r', verb }]);
});

it.each([
  ['step-mode', {}, 'on'],
  ['complete', {}, 'node'],
  ['pause', { now: true }, 'now'],
  ['cancel', { node: 'ask', reason: 'why' }, 'reason'],
])('POST …/%s %j is refused', async (path, body, field) => {
  const api = await startApi();
  api.memory.runs.set('r', waitingRun('r', 'ask'));
  const answer = await api.post(`/v1/runs/r/${path}`, body);
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  expect(api.memory.told).toEqual([]);
});

it.each<[OrchestratorFault, number]>([
  ['node-unknown', 404],
  ['node-ambiguous', 409],
  ['node-unfit', 409],
  ['not-stepping', 409],
  ['run-over', 409],
  ['answer-forbidden', 403],
])('%s is %d', async (fault, status) => {
  const api = await startApi();
  api.memory.fault = new OrchestratorError(fault, 'No.');
  expect(await api.post('/v1/runs/r/step')).toMatchObject({
    status,
    body: { type: `/problems/${fault}`, detail: 'No.' },
  });
});

it('a start says who submits, for whom, and who does the nodes', async () => {
  const api = await startApi();
  await api.send('POST', '/v1/workflows', askYaml, { 'content-type': 'application/yaml' });
  const answer = await api.post('/v1/workflows/ask-somebody/run', {
    input: { topic: 'x' },
    by: 'ada',
    tenant: 'shop',
    assign: 'human',
  });
  expect(answer.status).toBe(202);
  expect(api.memory.started).toMatchObject([{ by: 'ada', tenant: 'shop', assign: 'human' }]);
  expect((await api.post('/v1/workflows/ask-somebody/run', { assign: 'nobody' })).status).toBe(422);
  expect((await api.post('/v1/workflows/ask-somebody/run', { by: '' })).status).toBe(422);
  const tenants = { '': 422, ['é'.repeat(32)]: 202, ['é'.repeat(33)]: 422 };
  for (const [tenant, status] of Object.entries(tenants))
    expect((await api.post('/v1/workflows/ask-somebody/run', { input: { topic: 'x' }, tenant })).status).toBe(
      status,
    );
});

it('DELETE /v1/cache forgets what is asked', async () => {
  const cache = createFileCache(await freshFolder(), Date.now);
  const api = await startApi({ cache });
  for (const workflow of ['a', 'b'])
    await cache.put({ node: 'n', key: workflow }, { value: 1, from: { workflow, node: 'fetch' } });
  expect(await api.send('DELETE', '/v1/cache?workflow=a')).toMatchObject({
    status: 200,
    body: { cleared: 1 },
  });
  expect(await api.send('DELETE', '/v1/cache?run=a')).toMatchObject({ status: 422 });
  expect(await api.send('DELETE', '/v1/cache')).toMatchObject({ body: { cleared: 1 } });
  expect((await api.get('/v1/cache')).headers.get('allow')).toBe('DELETE');
});
