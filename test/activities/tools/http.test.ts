import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { callTool } from '../../../src/activities/tools/call.ts';
import { httpRequest } from '../../../src/activities/tools/http/request.ts';
import { createRegistry } from '../../../src/activities/tools/registry.ts';
import type { JsonObject } from '../../../src/interpreter/json.ts';
import { attemptOf, keepingLog, noArtifacts, once } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';
import { type Answer, serve, type TestServer } from '../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function server(answer: Answer): Promise<TestServer> {
  const made = await serve(answer);
  servers.push(made);
  return made;
}

// The result of http.request is an object by its output schema.
const request = (input: JsonObject, signal?: AbortSignal) =>
  callTool(
    { kind: 'tool', key: 'run-1/a#1', retry: once, tool: 'http.request', input, effect: 'read' },
    attemptOf(signal && { signal }),
    {
      tools: createRegistry([httpRequest]),
      artifacts: noArtifacts,
      secret: () => undefined,
      log: keepingLog(),
    },
  ) as Promise<JsonObject>;

const json =
  (value: unknown): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

describe('a request', () => {
  it('is a GET with headers and query, and no key', async () => {
    const { url, seen } = await server(json({ ok: true }));
    const query = { q: 'a b&c', page: 2, deep: true, tag: ['x', 'y'] };
    await request({ url: `${url}/search?lang=de`, headers: { 'X-Team': 'blue' }, query });
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/search?lang=de&q=a+b%26c&page=2&deep=true&tag=x&tag=y',
    });
    expect(seen[0]?.headers).toMatchObject({ 'x-team': 'blue', 'user-agent': 'ostinato' });
    expect(seen[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s carries the idempotency key', async (method) => {
    const { url, seen } = await server(json(null));
    await request({ method, url });
    expect(seen[0]).toMatchObject({ method, headers: { 'idempotency-key': 'run-1/a#1' } });
  });

  it('keeps the idempotency key of the caller', async () => {
    const { url, seen } = await server(json(null));
    await request({ method: 'POST', url, headers: { 'Idempotency-Key': 'mine' } });
    expect(seen[0]?.headers['idempotency-key']).toBe('mine');
  });

  it('sends values as JSON and texts as they are', async () => {
    const { url, seen } = await server(json(null));
    await request({ method: 'POST', url, body: { a: [1, null] } });
    await request({
      method: 'POST',
      url,
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(seen[0]).toMatchObject({
      body: '{"a":[1,null]}',
      headers: { 'content-type': 'application/json' },
    });
    expect(seen[1]).toMatchObject({
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it.each([
    [{ url: 'ftp://example.com' }, '`http://`'],
    [{ url: 'nonsense' }, '`http://`'],
    [{ url: 'file:///etc/passwd' }, '`http://`'],
    [{ url: 'http://user:pass@example.com' }, 'credentials'],
    [{ url: 'http://example.com', body: 'x' }, 'GET request has none'],
    [{ url: 'http://example.com', headers: { 'bad name': 'x' } }, 'headers'],
    [{ url: 'http://example.com', headers: { a: 'x\ny' } }, 'headers'],
    [{ url: 'http://example.com', timeout: '10' }, 'duration'],
    [{ url: 'http://example.com', metod: 'GET' }, 'metod'],
    [{ url: 'http://example.com', method: 'get' }, 'method'],
    [{}, 'url'],
  ])('with the arguments %j is an error `tool-input`', async (input, words) => {
    const { error } = await errorOf(request(input));
    expect(error).toMatchObject({ type: 'tool-input', retryable: false });
    expect(error.detail).toContain(words);
  });
});

describe('a response', () => {
  it('gives status, headers and a JSON body as a value', async () => {
    const { url } = await server(json({ id: 1, list: [true] }));
    expect(await request({ url })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { id: 1, list: [true] },
    });
  });

  it('keeps large integers exact', async () => {
    const { url } = await server((_, response) => {
      response.setHeader('content-type', 'application/problem+json; charset=utf-8');
      response.end('{"id":12345678901234567890,"n":9007199254740991,"x":1.5}');
    });
    expect(await request({ url })).toMatchObject({
      body: { id: '12345678901234567890', n: 9007199254740991, x: 1.5 },
    });
  });

  it('is text when it is text, in its own charset, or when its JSON is none', async () => {
    const { url } = await server(({ url }, response) => {
      if (url === '/latin')
        response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xe4]));
      else if (url === '/odd') response.setHeader('content-type', 'text/plain; charset=klingon').end('ä');
      else response.setHeader('content-type', 'application/json').end('{oops');
    });
    expect(await request({ url: `${url}/latin` })).toMatchObject({ body: 'ä' });
    expect(await request({ url: `${url}/odd` })).toMatchObject({ body: 'ä' });
    expect(await request({ url: `${url}/json` })).toMatchObject({ body: '{oops' });
  });

  it('is null when it is empty, and base64 when it is neither text nor JSON', async () => {
    const { url } = await server(({ url }, response) => {
      if (url === '/empty') response.writeHead(204).end();
      else response.setHeader('content-type', 'image/png').end(Buffer.from([0x89, 0x50, 0xff, 0xfe]));
    });
    expect(await request({ url: `${url}/empty` })).toMatchObject({ status: 204, body: null });
    expect(await request({ url: `${url}/image` })).toMatchObject({ body: 'iVD//g==', encoding: 'base64' });
    expect(await request({ method: 'HEAD', url })).toMatchObject({ status: 200, body: null });
  });

  it('of more than 1 MiB is an error `output`, also when it was packed small', async () => {
    const { url } = await server(({ url }, response) => {
      const size = url === '/fits' ? 1024 * 1024 : 1024 * 1024 + 1;
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(size, 'x')));
    });
    expect((await request({ url: `${url}/fits` }))['body']).toHaveLength(1024 * 1024);
    expect((await errorOf(request({ url }))).error).toMatchObject({ type: 'output', retryable: false });
  });
});

describe('a status that is an error', () => {
  it.each([
    [400, false],
    [404, false],
    [408, true],
    [409, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
  ])('%i has the type http.%i; worth another attempt: %s', async (status, retryable) => {
    const { url } = await server((_, response) => response.writeHead(status).end('no luck'));
    const { error } = await errorOf(request({ url: `${url}/a?token=abc` }));
    expect(error).toMatchObject({ type: `http.${status}`, status, retryable, detail: 'no luck' });
    expect(error.title).toContain(`GET ${url}/a answered ${status}`);
    expect(JSON.stringify(error)).not.toContain('token=abc');
  });

  it('carries the body and the pause that the server asks for', async () => {
    const { url } = await server((_, response) => {
      response
        .writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' })
        .end('{"why":"quota"}');
    });
    const thrown = await errorOf(request({ url }));
    expect(thrown.retryAfterMs).toBe(7_000);
    expect(thrown.error.data).toEqual({ status: 429, body: { why: 'quota' } });
  });

  it('is what `expect` does not name', async () => {
    const { url } = await server(({ url }, response) => response.writeHead(Number(url.slice(1))).end());
    expect(await request({ url: `${url}/404`, expect: [200, 404] })).toMatchObject({ status: 404 });
    expect((await errorOf(request({ url: `${url}/201`, expect: [200] }))).error.type).toBe('http.201');
  });

  it('tells only the beginning of a long body', async () => {
    const { url } = await server((_, response) => response.writeHead(500).end('x'.repeat(3 << 20)));
    const { error } = await errorOf(request({ url }));
    expect(JSON.stringify(error).length).toBeLessThan(10_000);
  });
});

describe('redirects', () => {
  it('are followed, with a POST turned into a GET by 303 and kept by 307', async () => {
    const { url, seen } = await server(({ url }, response) => {
      if (url === '/end') response.end('there');
      else response.writeHead(Number(url.slice(1)), { location: '/end' }).end();
    });
    expect(await request({ method: 'POST', url: `${url}/303`, body: { a: 1 } })).toMatchObject({
      body: 'there',
    });
    await request({ method: 'POST', url: `${url}/307`, body: { a: 1 } });
    expect(seen.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST {"a":1}',
      'GET ',
      'POST {"a":1}',
      'POST {"a":1}',
    ]);
  });

  it('to another origin take no key along', async () => {
    const other = await server((_, response) => response.end());
    const { url } = await server((_, response) => response.writeHead(307, { location: other.url }).end());
    await request({
      method: 'POST',
      url,
      headers: { authorization: 'Bearer x', 'x-api-key': 'y', accept: 'text/plain' },
    });
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'x-api-key', 'idempotency-key'])
      expect(other.seen[0]?.headers).not.toHaveProperty(name);
  });

  it('end after five, and never leave http', async () => {
    const { url, seen } = await server(({ url }, response) => {
      response.writeHead(302, { location: url === '/file' ? 'file:///etc/passwd' : '/again' }).end();
    });
    expect((await errorOf(request({ url }))).error).toMatchObject({
      type: 'http.redirect',
      retryable: false,
    });
    expect(seen).toHaveLength(6);
    expect((await errorOf(request({ url: `${url}/file` }))).error.type).toBe('http.redirect');
  });
});

describe('a broken connection', () => {
  it('is an error `http.network`: nobody listens', async () => {
    const { url, close } = await serve(() => undefined);
    await close();
    const { error } = await errorOf(request({ url }));
    expect(error).toMatchObject({ type: 'http.network', retryable: true });
    expect(error.title).toContain('ECONNREFUSED');
    // Nothing was sent.
    expect(error.doubt).toBeUndefined();
  });

  it('is an error `http.network`: cut before, and in the middle of, the answer', async () => {
    const { url } = await server(({ url }, response, request) => {
      if (url === '/middle')
        response.writeHead(200, { 'content-length': '100' }).write('half', () => request.socket.destroy());
      else request.socket.destroy();
    });
    for (const path of ['', '/middle']) {
      const { error } = await errorOf(request({ url: url + path }));
      expect(error).toMatchObject({ type: 'http.network', retryable: true, doubt: true });
    }
  });

  it('is in doubt where what was sent was taken, and led to where nobody listens', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const { url } = await server((_, response) => response.writeHead(303, { location: gone.url }).end());
    const { error } = await errorOf(request({ method: 'POST', url, body: 'x' }));
    expect(error).toMatchObject({ type: 'http.network', doubt: true });
    expect(error.title).toContain('ECONNREFUSED');
  });

  it('is an error `http.network`: not HTTP at all', async () => {
    const strange = createServer((socket) => void socket.end('220 smtp ready\r\n'));
    await new Promise<void>((resolve) => strange.listen(0, '127.0.0.1', resolve));
    const address = strange.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { error } = await errorOf(request({ url: `http://127.0.0.1:${port}` }));
      expect(error).toMatchObject({ type: 'http.network', retryable: true });
    } finally {
      strange.close();
    }
  });

  it('is an error `http.timeout` when nobody answers, also in the middle of a body', async () => {
    const { url } = await server(({ url }, response) => {
      if (url === '/middle') response.writeHead(200).write('half');
    });
    for (const path of ['', '/middle']) {
      const { error } = await errorOf(request({ url: url + path, timeout: '100ms' }));
      expect(error).toMatchObject({ type: 'http.timeout', retryable: true, doubt: true });
    }
  });

  it('is cut by us when the call is cancelled', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { url } = await server((_, response) => {
      response.on('close', () => closed.resolve());
      controller.abort(new Error('cancelled'));
    });
    await expect(request({ url }, controller.signal)).rejects.toThrow('cancelled');
    await closed.promise;
  });
});

describe('what servers do that they should not', () => {
  it('a redirect to an address with credentials is an error that does not repeat them', async () => {
    const { url } = await server((_, response) =>
      response.writeHead(302, { location: 'http://user:planted@127.0.0.1:9/' }).end(),
    );
    const thrown = await errorOf(request({ url }));
    expect(thrown.error).toMatchObject({ type: 'http.redirect', retryable: false });
    expect(JSON.stringify(thrown.error)).not.toContain('planted');
  });

  it('an error whose body is cut in the middle of a character is told as text', async () => {
    const { url } = await server((_, response) =>
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`x${'ä'.repeat(8_000)}`),
    );
    const { error } = await errorOf(request({ url }));
    expect(error.detail).toMatch(/^xä+$/);
    expect(error.data).toMatchObject({ body: expect.stringMatching(/^xä+$/) });
  });

  it.each(['30d', '60d'])('a limit of %s, which no timer can hold, does not end it', async (timeout) => {
    const { url } = await server((_, response) => void setTimeout(() => response.end('late'), 100));
    expect(await request({ url, timeout })).toMatchObject({ body: 'late' });
  });
});
