import { describe, expect, it } from 'vitest';
import { type NodeView, OrchestratorError, type OrchestratorFault } from '../../src/client/orchestrator.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { askYaml } from '../support/definitions.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

async function startWithAsk(): Promise<TestApi> {
  const api = await startApi();
  await api.send('POST', '/v1/workflows', askYaml, { 'content-type': 'application/yaml' });
  return api;
}

function node(path: string, more: Partial<NodeView>): NodeView {
  return { path, kind: 'run', status: 'succeeded', visit: 2, attempts: 1, ...more };
}

describe('POST /v1/workflows/{name}/run', () => {
  it('starts a run: 202 with its id and links', async () => {
    const api = await startWithAsk();
    const answer = await api.post('/v1/workflows/ask-somebody/run', { input: { topic: 'tea' } });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe('/v1/runs/ask-somebody-1');
    expect(answer.body).toEqual({
      runId: 'ask-somebody-1',
      status: 'running',
      links: {
        self: '/v1/runs/ask-somebody-1',
        temporal: 'http://127.0.0.1:8233/namespaces/default/workflows/ask-somebody-1',
      },
    });
    expect(api.memory.started[0]).toMatchObject({ version: 1, input: { topic: 'tea', count: 3 } });
  });

  it('needs no body where the workflow needs no input', async () => {
    const api = await startWithAsk();
    const answer = await api.send('POST', '/v1/workflows/ask-somebody/run');
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/input-invalid' });
  });

  it('refuses an input that does not fit and names the field: 422', async () => {
    const api = await startWithAsk();
    const answer = await api.post('/v1/workflows/ask-somebody/run', {
      input: { topic: 'tea', count: 'many' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      type: '/problems/input-invalid',
      title: 'The input does not fit the workflow',
      errors: [{ path: 'input.count', message: expect.any(String) }],
    });
    expect(api.memory.started).toEqual([]);
  });

  it('gives the same run for the same key, and 409 with another input', async () => {
    const api = await startWithAsk();
    const body = { input: { topic: 'tea' }, idempotencyKey: 'k' };
    const first = await api.post('/v1/workflows/ask-somebody/run', body);
    const again = await api.post('/v1/workflows/ask-somebody/run', body);
    expect(first.body).toMatchObject({ runId: 'ask-somebody-k', status: 'running' });
    expect(again.body).toMatchObject({ runId: 'ask-somebody-k', status: 'waiting' });
    const other = await api.post('/v1/workflows/ask-somebody/run', { ...body, input: { topic: 'milk' } });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ type: '/problems/run-conflict' });
  });

  it('starts an older version', async () => {
    const api = await startWithAsk();
    await api.send('POST', '/v1/workflows', `${askYaml}# changed\n`, { 'content-type': 'text/yaml' });
    await api.post('/v1/workflows/ask-somebody/run', { input: { topic: 'tea' }, version: 1 });
    await api.post('/v1/workflows/ask-somebody/run', { input: { topic: 'tea' } });
    expect(api.memory.started.map(({ version }) => version)).toEqual([1, 2]);
  });

  it.each([
    ['an unknown field', { inputs: {} }, { path: 'inputs', message: 'is not known here' }],
    ['a version that is none', { version: 0 }, { path: 'version', message: 'must be 1 or more' }],
    ['an empty key', { idempotencyKey: '' }, { path: 'idempotencyKey', message: 'must not be empty' }],
    [
      'a number that would be rounded',
      '{"input":{"topic":"t","ids":[1,9007199254740993]}}',
      { path: 'input.ids[1]', message: 'is a number that JSON readers round; send it as a string' },
    ],
    [
      'a number beyond all numbers',
      '{"input":{"topic":1e999}}',
      { path: 'input.topic', message: 'is a number that JSON readers round; send it as a string' },
    ],
    [
      'half a character',
      String.raw`{"input":{"topic":"\ud83c"}}`,
      { path: 'input.topic', message: 'holds half of a character (a lone surrogate)' },
    ],
  ])('refuses %s: 422', async (_, body, error) => {
    const api = await startWithAsk();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const answer = await api.send('POST', '/v1/workflows/ask-somebody/run', text, headers);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/request-invalid', errors: [error] });
  });

  it('refuses nesting without end: 422', async () => {
    const api = await startWithAsk();
    const deep = `{"input":${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await api.send('POST', '/v1/workflows/ask-somebody/run', deep, headers);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ message: 'is nested deeper than 200 levels' }] });
  });

  it('keeps keys that mean something to JavaScript', async () => {
    const api = await startApi();
    const text = askYaml.replace('additionalProperties: false', 'additionalProperties: true');
    await api.send('POST', '/v1/workflows', text, { 'content-type': 'application/yaml' });
    const body = '{"input":{"topic":"t","__proto__":{"a":1}}}';
    await api.send('POST', '/v1/workflows/ask-somebody/run', body, { 'content-type': 'application/json' });
    expect(JSON.stringify(api.memory.started[0]?.input)).toContain('"__proto__":{"a":1}');
  });

  it('refuses more than 1 MiB: 413, and other media types: 415', async () => {
    const api = await startWithAsk();
    const path = '/v1/workflows/ask-somebody/run';
    const large = await api.post(path, { input: { topic: 'x'.repeat(1024 * 1024) } });
    expect(large.status).toBe(413);
    const form = await api.send('POST', path, 'input=1', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
    expect(form.body).toMatchObject({
      detail: 'The content type is application/x-www-form-urlencoded; this path takes application/json.',
    });
  });

  it.each(['[]', 'null', '"x"'])('refuses the body %s: 422', async (body) => {
    const api = await startApi();
    const json = { 'content-type': 'application/json' };
    expect((await api.send('POST', '/v1/runs/a/cancel', body, json)).body).toMatchObject({
      type: '/problems/request-invalid',
      detail: 'The body must be a JSON object.',
    });
  });

  it('refuses a body that is no JSON: 400', async () => {
    const api = await startWithAsk();
    const headers = { 'content-type': 'application/json' };
    const answer = await api.send('POST', '/v1/workflows/ask-somebody/run', '{"input":', headers);
    expect(answer.status).toBe(400);
  });
});

describe('GET /v1/runs', () => {
  it('lists runs page by page', async () => {
    const api = await startApi();
    for (const id of ['a', 'b', 'c']) api.memory.runs.set(id, waitingRun(id, 'ask-somebody'));
    const first = await api.get('/v1/runs?limit=2');
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      runs: ['a', 'b'].map((runId) => ({
        runId,
        workflow: 'ask-somebody',
        version: 1,
        status: 'waiting',
        waitingFor: ['human'],
        startedAt: '2026-11-21T10:00:00.000Z',
        links: {
          self: `/v1/runs/${runId}`,
          temporal: `http://127.0.0.1:8233/namespaces/default/workflows/${runId}`,
        },
      })),
      cursor: '2',
    });
    expect((await api.get('/v1/runs?limit=2&cursor=2')).body).toMatchObject({ runs: [{ runId: 'c' }] });
  });

  it('filters by workflow and status', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'one'));
    api.memory.runs.set('b', waitingRun('b', 'two', { status: 'failed' }));
    expect((await api.get('/v1/runs?workflow=one')).body).toMatchObject({ runs: [{ runId: 'a' }] });
    expect((await api.get('/v1/runs?status=failed')).body).toMatchObject({ runs: [{ runId: 'b' }] });
  });

  it.each([
    ['limit=0', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=201', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=x', 'limit', 'must be a whole number from 1 to 200'],
    ['status=done', 'status', 'must be one of: running, waiting, paused, succeeded, failed, cancelled'],
    ['workflow=a&workflow=b', 'workflow', 'must be given once'],
    ['state=failed', 'state', 'is not known here'],
    ['cursor=x', 'cursor', 'is not a cursor of this list'],
  ])('refuses %s: 422', async (query, path, message) => {
    const api = await startApi();
    const answer = await api.get(`/v1/runs?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/request-invalid', errors: [{ path, message }] });
  });
});

describe('GET /v1/runs/{runId}', () => {
  it('gives everything about a run', async () => {
    const api = await startApi();
    const run = waitingRun('a', 'ask-somebody', { title: 'Ask somebody', input: { topic: 'tea' } });
    api.memory.runs.set('a', run);
    const answer = await api.get('/v1/runs/a');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      runId: 'a',
      workflow: 'ask-somebody',
      version: 1,
      status: 'waiting',
      waitingFor: ['human'],
      startedAt: '2026-11-21T10:00:00.000Z',
      title: 'Ask somebody',
      mock: false,
      input: { topic: 'tea' },
      nodes: [
        {
          path: 'ask',
          kind: 'human',
          status: 'waiting',
          waitingFor: 'human',
          visit: 1,
          attempts: 0,
          startedAt: '2026-11-21T10:00:00.000Z',
        },
      ],
      requests: [
        {
          id: 'ask#1',
          node: 'ask',
          prompt: 'Go on?',
          form: {
            type: 'object',
            required: ['remark'],
            properties: { remark: { type: 'string' }, stars: { type: 'integer' } },
          },
          outcomes: ['yes', 'no'],
          assignees: ['role:editor'],
          openedAt: '2026-11-21T10:00:00.000Z',
        },
      ],
      refused: [],
      workers: 1,
      links: { self: '/v1/runs/a', temporal: 'http://127.0.0.1:8233/namespaces/default/workflows/a' },
    });
  });

  it('gives values over 16 KiB as links that lead to them', async () => {
    const api = await startApi();
    const big = 'ö'.repeat(9_000);
    const error = { type: 'exit', title: 'It ended', retryable: false, data: { stderr: big } };
    const { requests } = waitingRun('a/b', 'w');
    const run = waitingRun('a/b', 'w', {
      input: { big },
      output: big,
      error,
      nodes: [node('blk#1/x', { input: 'small', output: [big] }), node('y', { status: 'failed', error })],
      requests: requests.map((request) => ({ ...request, show: big })),
    });
    api.memory.runs.set('a/b', run);
    const { body } = await api.get('/v1/runs/a%2Fb');
    const base = '/v1/runs/a%2Fb';
    expect(body).toMatchObject({
      input: { $link: `${base}/input` },
      output: { $link: `${base}/output` },
      error: { type: 'exit', title: 'It ended', retryable: false, data: { $link: `${base}/error` } },
      nodes: [
        { input: 'small', output: { $link: `${base}/nodes/blk%231%2Fx%232/output` } },
        { error: { type: 'exit', data: { $link: `${base}/nodes/y%232/error` } } },
      ],
      requests: [{ show: { $link: `${base}/requests/ask%231/show` } }],
    });
    expect((await api.get(`${base}/output`)).body).toEqual(big);
    expect((await api.get(`${base}/input`)).body).toEqual({ big });
    expect((await api.get(`${base}/error`)).body).toEqual(error);
    expect((await api.get(`${base}/nodes/blk%231%2Fx%232/output`)).body).toEqual([big]);
    expect((await api.get(`${base}/nodes/y%232/error`)).body).toEqual(error);
    expect((await api.get(`${base}/requests/ask%231/show`)).body).toEqual(big);
    expect((await api.get(`${base}/nodes/y%232/output`)).status).toBe(404);
    expect((await api.get(`${base}/nodes/z%231/output`)).body).toMatchObject({
      type: '/problems/value-unknown',
    });
  });

  it('gives 200 nodes at a time; a page stays right when visits are added', async () => {
    const api = await startApi();
    const nodes: NodeView[] = Array.from({ length: 450 }, (_, index) => {
      return { path: `n${index}`, kind: 'let', status: 'pending', visit: 0, attempts: 0 };
    });
    api.memory.runs.set('a', waitingRun('a', 'w', { nodes }));
    const first = (await api.get('/v1/runs/a')).body as { nodes: NodeView[]; nodesCursor: string };
    expect(first.nodes.map(({ path }) => path)).toEqual(nodes.slice(0, 200).map(({ path }) => path));
    // Two early nodes are visited meanwhile, one of them twice, and so is the last of the page.
    const visited = nodes.flatMap((node): NodeView[] => {
      if (node.path === 'n3')
        return [
          { ...node, visit: 1 },
          { ...node, visit: 2 },
        ];
      return node.path === 'n199' ? [{ ...node, visit: 1 }] : [node];
    });
    api.memory.runs.set('a', waitingRun('a', 'w', { nodes: visited }));
    const second = (await api.get(`/v1/runs/a?nodesCursor=${first.nodesCursor}`)).body as typeof first;
    expect(second.nodes[0]).toMatchObject({ path: 'n199', visit: 1 });
    expect(second.nodes[1]?.path).toBe('n200');
    const third = (await api.get(`/v1/runs/a?nodesCursor=${second.nodesCursor}`)).body as typeof first;
    expect(third.nodes.at(-1)?.path).toBe('n449');
    expect(third.nodesCursor).toBeUndefined();
  });

  it.each(['%20', 'e30', 'WyJ4IiwxXQ'])('refuses the cursor %s: 422', async (cursor) => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w'));
    const answer = await api.get(`/v1/runs/a?nodesCursor=${cursor}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ path: 'nodesCursor' }] });
  });

  it('does not know others: 404', async () => {
    const api = await startApi();
    const answer = await api.get('/v1/runs/none');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      type: '/problems/run-unknown',
      title: 'No such run',
      status: 404,
      detail: 'There is no run none.',
    });
  });
});

describe('POST /v1/runs/{runId}/resume', () => {
  it('gives the answer to the run: 200', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w'));
    const answer = await api.post('/v1/runs/a/resume', {
      request: 'ask#1',
      value: { remark: 'fine' },
      outcome: 'yes',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ runId: 'a', request: 'ask#1', outcome: 'yes' });
  });

  it('takes the node in place of the request', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w'));
    const answer = await api.post('/v1/runs/a/resume', { node: 'ask', value: { remark: 'fine' } });
    expect(answer.body).toEqual({ runId: 'a', request: 'ask#1' });
  });

  it.each([
    ['neither request nor node', { value: {} }, 'request'],
    ['both', { request: 'ask#1', node: 'ask' }, 'request'],
    ['another field', { request: 'ask#1', answer: 1 }, 'answer'],
    ['an outcome that is no text', { request: 'ask#1', outcome: 1 }, 'outcome'],
    ['a list', [], ''],
  ])('refuses %s: 422', async (_, body, path) => {
    const api = await startApi();
    const answer = await api.post('/v1/runs/a/resume', body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/request-invalid', errors: [{ path }] });
  });

  it('names the fields of an answer that does not fit: 422', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w'));
    const answer = await api.post('/v1/runs/a/resume', { request: 'ask#1', value: {} });
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      type: '/problems/answer-invalid',
      title: 'The answer does not fit the request',
      status: 422,
      detail: 'The answer does not fit the form',
      errors: [{ path: 'remark', message: 'remark is required' }],
    });
  });

  it.each<[OrchestratorFault, number]>([
    ['run-unknown', 404],
    ['request-unknown', 404],
    ['run-over', 409],
    ['request-answered', 409],
    ['request-ambiguous', 409],
    ['answer-conflict', 409],
    ['run-conflict', 409],
    ['answer-invalid', 422],
    ['unavailable', 503],
  ])('tells %s with status %i', async (fault, status) => {
    const api = await startApi();
    api.memory.fault = new OrchestratorError(fault, 'This is why. Do that.');
    const answer = await api.post('/v1/runs/a/resume', { request: 'ask#1' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
    expect(answer.body).toMatchObject({
      type: `/problems/${fault}`,
      status,
      detail: 'This is why. Do that.',
    });
  });
});

describe('POST /v1/runs/{runId}/cancel', () => {
  it('asks the run to end: 202, with or without a body', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w'));
    const answer = await api.send('POST', '/v1/runs/a/cancel');
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      runId: 'a',
      links: { self: '/v1/runs/a', temporal: 'http://127.0.0.1:8233/namespaces/default/workflows/a' },
    });
    expect((await api.post('/v1/runs/a/cancel', { reason: 'enough' })).status).toBe(202);
  });

  it('tells that a run is over: 409', async () => {
    const api = await startApi();
    api.memory.runs.set('a', waitingRun('a', 'w', { status: 'succeeded' }));
    expect((await api.post('/v1/runs/a/cancel')).body).toMatchObject({
      type: '/problems/run-over',
      status: 409,
    });
  });
});
