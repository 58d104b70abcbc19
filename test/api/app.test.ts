import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { listen, ListenError } from '../../src/api/listen.ts';
import { problems } from '../../src/api/problem.ts';
import { startApi } from '../support/api.ts';

describe('health', () => {
  it('says that the process is there', async () => {
    const api = await startApi();
    expect((await api.get('/healthz')).body).toEqual({ status: 'ok' });
  });

  it('says that runs go on', async () => {
    const api = await startApi();
    const answer = await api.get('/readyz');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'ready', temporal: true, workers: 1 });
  });

  it.each([
    [false, 0, 'Temporal does not answer. Start it with `npm start`, or check TEMPORAL_ADDRESS.'],
    [
      true,
      0,
      'No worker polls the task queue ostinato, so no run goes on. Start one with `ostinato worker`.',
    ],
  ])('says what is away and what to do: 503', async (temporal, workers, detail) => {
    const api = await startApi();
    api.memory.temporal = temporal;
    api.memory.workers = workers;
    const answer = await api.get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.body).toEqual({
      type: '/problems/unavailable',
      title: 'Something that this needs is away',
      status: 503,
      detail,
    });
    expect((await api.get('/healthz')).status).toBe(200);
  });
});

describe('paths and methods', () => {
  it('knows no other path: 404', async () => {
    const api = await startApi();
    const answer = await api.get('/v2/runs');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: '/problems/not-found',
      title: 'There is nothing under this path',
      status: 404,
      detail: 'There is nothing under /v2/runs. docs/api.md lists all paths.',
    });
  });

  it.each([
    ['DELETE', '/v1/workflows', 'GET, HEAD, POST'],
    ['PUT', '/v1/workflows/tiny', 'GET, HEAD'],
    ['GET', '/v1/check', 'POST'],
    ['GET', '/v1/workflows/tiny/run', 'POST'],
    ['POST', '/v1/runs', 'GET, HEAD'],
    ['PATCH', '/v1/runs/a', 'GET, HEAD'],
    ['OPTIONS', '/v1/runs/a/resume', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('%s %s is not taken: 405 with what is', async (method, path, allow) => {
    const api = await startApi();
    const answer = await api.send(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.body).toMatchObject({
      type: '/problems/method-not-allowed',
      detail: `${path} takes ${allow}, not ${method}.`,
    });
  });

  it('answers HEAD as GET without a body', async () => {
    const api = await startApi();
    const answer = await api.send('HEAD', '/v1/workflows');
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('');
  });

  it('refuses a path that cannot be decoded: 400', async () => {
    const api = await startApi();
    expect((await api.get('/v1/runs/%ff')).body).toMatchObject({ type: '/problems/malformed', status: 400 });
  });

  it.each(['/v1/runs/', '/v1/RUNS', '/v1/workflows//run'])('takes %s for no list: 404', async (path) => {
    const api = await startApi();
    expect((await api.get(path)).body).toMatchObject({ type: '/problems/not-found' });
  });

  it.each([
    ['GET', '/healthz'],
    ['GET', '/v1/workflows'],
    ['POST', '/v1/workflows'],
    ['POST', '/v1/workflows/tiny/run'],
    ['POST', '/v1/runs/a/resume'],
    ['POST', '/v1/runs/a/cancel'],
    ['GET', '/v1/runs/a/output'],
  ])('%s %s takes no parameter: 422', async (method, path) => {
    const api = await startApi();
    expect((await api.send(method, `${path}?dry=1`)).body).toMatchObject({
      type: '/problems/request-invalid',
      detail: 'dry is not known here.',
    });
  });

  it.each([
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', /403 [^]*host-refused/],
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 [^]*problem\+json[^]*malformed/],
  ])('refuses a request with %s with a problem', async (_name, sent, expected) => {
    const { url } = await startApi();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(sent);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(expected);
  });

  it('explains each type of problem under its own path', async () => {
    const api = await startApi();
    for (const [name, [status, title]] of Object.entries(problems)) {
      expect((await api.get(`/problems/${name}`)).body).toEqual({ type: `/problems/${name}`, status, title });
    }
    expect((await api.get('/problems/other')).status).toBe(404);
    expect((await api.get('/problems/toString')).status).toBe(404);
  });
});

describe('a fault of our own', () => {
  it('is told without its inside, and logged under the same id: 500', async () => {
    const api = await startApi({
      compile: () => {
        throw new Error('secret inside');
      },
    });
    const answer = await api.send('POST', '/v1/check', 'x', { 'content-type': 'text/yaml' });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: '/problems/internal',
      title: 'Ostinato failed in a way it should not',
      status: 500,
      detail: expect.not.stringContaining('secret'),
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    const { instance } = answer.body as { instance: string };
    expect(api.logged.join('\n')).toContain(instance);
    expect(api.logged.join('\n')).toContain('secret inside');
  });
});

describe('pages of others', () => {
  it.each([
    'evil.example',
    'evil.example:7400',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
  ])('the host %j is refused: 403', async (host) => {
    const { url } = await startApi();
    expect(await statusWith(url, { host })).toBe(403);
  });

  it.each(['localhost', 'localhost:7400', '127.0.0.1', '[::1]:7400', 'LOCALHOST'])(
    'the host %j is this machine',
    async (host) => {
      const { url } = await startApi();
      expect(await statusWith(url, { host })).toBe(200);
    },
  );

  it.each(['http://evil.example', 'null', 'https://localhost:7400', 'http://localhost:3000'])(
    'the origin %j is refused: 403',
    async (origin) => {
      const { url } = await startApi();
      expect(await statusWith(url, { host: 'localhost:7400', origin })).toBe(403);
    },
  );

  it('its own origin is none of others', async () => {
    const { url } = await startApi();
    expect(await statusWith(url, { host: 'localhost:7400', origin: 'http://localhost:7400' })).toBe(200);
  });
});

/** `fetch` does not let a caller set these headers. */
async function statusWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const request = httpRequest(`${url}/healthz`, { headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

describe('listen', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org'])('refuses %s', async (host) => {
    await expect(listen(express(), { host, port: 0 })).rejects.toThrow(/no access control yet/);
  });

  it('says that the port is taken', async () => {
    const first = await listen(express(), { host: '127.0.0.1', port: 0 });
    const port = Number(new URL(first.url).port);
    try {
      const error: unknown = await listen(express(), { host: '127.0.0.1', port }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ListenError);
      expect(error).toMatchObject({
        taken: true,
        message: `Port ${port} of 127.0.0.1 is taken. End the program that holds it, or set OSTINATO_PORT to a free one.`,
      });
    } finally {
      await first.close();
    }
  });

  it('closes although a client keeps its connection', async () => {
    const app = express();
    app.get('/', (_request, response) => void response.send('x'));
    const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    await close();
    await once(socket, 'close');
  });
});
