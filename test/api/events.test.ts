/** `/v1/events` and `/v1/runs/{runId}/events`: what is taken and what is refused. */
import { expect, it } from 'vitest';
import { startApi } from '../support/api.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

it('an event is for whoever waits, and gets an id', async () => {
  const api = await startApi();
  const answer = await api.post('/v1/events', { name: 'paid', key: '7', data: { n: 1 } });
  expect(answer.status).toBe(202);
  expect(answer.body).toEqual({ id: 'event-1' });
  expect(api.memory.events).toEqual([{ event: { name: 'paid', key: '7', data: { n: 1 } } }]);
});

it('an event is for one run', async () => {
  const api = await startApi();
  api.memory.runs.set('r', waitingRun('r', 'ask'));
  const answer = await api.post('/v1/runs/r/events', { id: 'x', name: 'paid' });
  expect(answer).toMatchObject({ status: 202, body: { runId: 'r', id: 'x' } });
  expect(api.memory.events).toEqual([{ runId: 'r', event: { id: 'x', name: 'paid' } }]);
  expect((await api.post('/v1/runs/nobody/events', { name: 'x' })).status).toBe(404);
});

it.each([
  [{}, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'x', key: 7 }, 'key'],
  [{ name: 'x'.repeat(256) }, 'name'],
  [{ name: 'order/paid' }, 'name'],
  [{ name: 'x', more: 1 }, 'more'],
])('%j is no event', async (body, path) => {
  const api = await startApi();
  const answer = await api.post('/v1/events', body);
  expect(answer).toMatchObject({
    status: 422,
    body: { type: '/problems/request-invalid', errors: [{ path }] },
  });
});
