import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startApi } from '../support/api.ts';
import { askYaml, faultyYaml, tinyYaml } from '../support/definitions.ts';

const yaml = { 'content-type': 'application/yaml' };
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('POST /v1/workflows', () => {
  it('stores a definition: 201, and 200 when these bytes are a version already', async () => {
    const api = await startApi();
    const first = await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe('/v1/workflows/tiny');
    expect(first.body).toEqual({ name: 'tiny', version: 1, hash: sha256, warnings: [] });
    const again = await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const second = await api.send('POST', '/v1/workflows', `${tinyYaml}# changed\n`, yaml);
    expect(second.status).toBe(201);
    expect(second.body).toMatchObject({ name: 'tiny', version: 2 });
  });

  it.each(['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/yaml; charset=UTF-8'])(
    'takes %s',
    async (type) => {
      const api = await startApi();
      const answer = await api.send('POST', '/v1/workflows', tinyYaml, { 'content-type': type });
      expect(answer.status).toBe(201);
    },
  );

  it('takes JSON', async () => {
    const api = await startApi();
    const text = JSON.stringify({ ostinato: 1, name: 'tiny', nodes: { greet: { let: { text: 'Hello' } } } });
    const type = { 'content-type': 'application/json' };
    expect((await api.send('POST', '/v1/workflows', text, type)).status).toBe(201);
    expect((await api.get('/v1/workflows/tiny')).body).toMatchObject({ format: 'json', text });
  });

  it('takes a compressed body', async () => {
    const api = await startApi();
    const headers = { ...yaml, 'content-encoding': 'gzip' };
    expect((await api.send('POST', '/v1/workflows', gzipSync(tinyYaml), headers)).status).toBe(201);
  });

  it('refuses a definition with faults and names them: 422', async () => {
    const api = await startApi();
    const answer = await api.send('POST', '/v1/workflows', faultyYaml, yaml);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: '/problems/definition-invalid',
      title: 'The definition has faults',
      status: 422,
      detail: 'One place of the definition is wrong; mend what diagnostics names and send it again.',
      diagnostics: [
        {
          code: expect.stringMatching(/^OST\d{3}$/),
          severity: 'error',
          message: expect.any(String),
          path: 'nodes.greet.aftr',
          line: 6,
          column: 5,
          endLine: 6,
          endColumn: 9,
          hint: expect.stringContaining('after'),
          frame: expect.stringContaining('^^^^'),
        },
      ],
    });
    expect((await api.get('/v1/workflows')).body).toEqual({ workflows: [] });
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain'],
    ['another encoding', 'application/yaml; charset=latin1'],
  ])('refuses %s: 415', async (_, type) => {
    const api = await startApi();
    const answer = await api.send('POST', '/v1/workflows', tinyYaml, { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({ type: '/problems/media-type', status: 415 });
  });

  it.each([
    ['bytes that are no UTF-8', new Uint8Array([0x61, 0xff]), 'application/yaml'],
    ['no body', undefined, 'application/yaml'],
    ['JSON that is none', '{"name":', 'application/json'],
  ])('refuses %s: 400', async (_, body, type) => {
    const api = await startApi();
    const answer = await api.send('POST', '/v1/workflows', body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: '/problems/malformed', status: 400 });
  });

  it('refuses more than 4 MiB, also when it is compressed: 413', async () => {
    const api = await startApi();
    const text = `${tinyYaml}#${'x'.repeat(4 * 1024 * 1024)}`;
    const plain = await api.send('POST', '/v1/workflows', text, yaml);
    const compressed = await api.send('POST', '/v1/workflows', gzipSync(text), {
      ...yaml,
      'content-encoding': 'gzip',
    });
    for (const answer of [plain, compressed]) {
      expect(answer.status).toBe(413);
      expect(answer.body).toEqual({
        type: '/problems/too-large',
        title: 'The body is too large',
        status: 413,
        detail: 'The body is larger than 4 MiB. Keep large values outside and name them by an address.',
      });
    }
  });
});

describe('POST /v1/check', () => {
  it('checks without storing', async () => {
    const api = await startApi();
    const answer = await api.send('POST', '/v1/check', tinyYaml, yaml);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ name: 'tiny', hash: sha256, warnings: [] });
    expect((await api.get('/v1/workflows')).body).toEqual({ workflows: [] });
    expect((await api.send('POST', '/v1/check', faultyYaml, yaml)).status).toBe(422);
  });

  it('gives the graph where it is asked for', async () => {
    const api = await startApi();
    const answer = await api.send('POST', '/v1/check?graph=mermaid', tinyYaml, yaml);
    expect(answer.body).toMatchObject({ name: 'tiny', graph: expect.stringMatching(/^flowchart /) });
  });
});

describe('GET /v1/workflows', () => {
  it('lists current versions by name', async () => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    await api.send('POST', '/v1/workflows', `${tinyYaml}# changed\n`, yaml);
    await api.send('POST', '/v1/workflows', askYaml, yaml);
    expect((await api.get('/v1/workflows')).body).toEqual({
      workflows: [
        {
          name: 'ask-somebody',
          version: 1,
          hash: sha256,
          format: 'yaml',
          createdAt: instant,
          links: { self: '/v1/workflows/ask-somebody' },
        },
        {
          name: 'tiny',
          version: 2,
          hash: sha256,
          format: 'yaml',
          createdAt: instant,
          links: { self: '/v1/workflows/tiny' },
        },
      ],
    });
  });

  it('gives one with its text, its input and its versions', async () => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', askYaml, yaml);
    const answer = await api.get('/v1/workflows/ask-somebody');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      name: 'ask-somebody',
      version: 1,
      hash: sha256,
      format: 'yaml',
      createdAt: instant,
      links: { self: '/v1/workflows/ask-somebody' },
      title: 'Ask somebody',
      description: 'Asks one question.',
      input: {
        type: 'object',
        required: ['topic'],
        additionalProperties: false,
        properties: { topic: { type: 'string' }, count: { type: 'integer', default: 3 } },
      },
      text: askYaml,
      versions: [{ version: 1, hash: sha256, createdAt: instant }],
    });
  });

  it('gives an older version', async () => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    await api.send('POST', '/v1/workflows', `${tinyYaml}# changed\n`, yaml);
    expect((await api.get('/v1/workflows/tiny?version=1')).body).toMatchObject({
      version: 1,
      text: tinyYaml,
    });
  });

  it.each([
    ['/v1/workflows/tny', 'There is no workflow "tny". Did you mean tiny?'],
    ['/v1/workflows/other-thing', 'There is no workflow "other-thing". Post its definition first.'],
    ['/v1/workflows/tiny?version=7', 'tiny has no version 7; its newest is 1.'],
    ['/v1/workflows/..%2F..%2Fetc', 'There is no workflow "../../etc". Post its definition first.'],
    ['/v1/workflows/%00', 'There is no workflow "\\u0000". Post its definition first.'],
  ])('%s is not there: 404', async (path, detail) => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    const answer = await api.get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      type: '/problems/workflow-unknown',
      title: 'No such workflow',
      status: 404,
      detail,
    });
  });

  it.each(['', '0', '0x1', '1e0', '%201', '1&version=1'])('takes %j for no version: 422', async (version) => {
    const api = await startApi();
    const answer = await api.get(`/v1/workflows/tiny?version=${version}`);
    expect(answer.body).toMatchObject({
      errors: [{ path: 'version', message: 'must be a whole number from 1 on' }],
    });
  });

  it('names a bad parameter: 422', async () => {
    const api = await startApi();
    expect((await api.get('/v1/workflows/tiny?version=one')).body).toMatchObject({
      type: '/problems/request-invalid',
      errors: [{ path: 'version', message: 'must be a whole number from 1 on' }],
    });
    expect((await api.get('/v1/workflows/tiny?versoin=1')).body).toMatchObject({
      errors: [{ path: 'versoin', message: 'is not known here' }],
    });
  });
});

describe('GET /v1/workflows/{name}/graph', () => {
  it('gives Mermaid text', async () => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    const answer = await api.get('/v1/workflows/tiny/graph?format=mermaid');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/vnd.mermaid; charset=utf-8');
    expect(answer.body).toMatch(/^flowchart /);
  });

  it('gives every format that the command line draws', async () => {
    const api = await startApi();
    await api.send('POST', '/v1/workflows', tinyYaml, yaml);
    const graph = (format: string) => api.get(`/v1/workflows/tiny/graph?format=${format}`);
    const dot = await graph('dot');
    expect(dot.headers.get('content-type')).toBe('text/vnd.graphviz; charset=utf-8');
    expect(dot.body).toMatch(/^digraph /);
    const ascii = await graph('ascii');
    expect(ascii.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(ascii.body).toBe('tiny\n  greet (let)\n');
    expect((await graph('json')).body).toEqual({
      name: 'tiny',
      nodes: [{ id: 'greet', name: 'greet', kind: 'let', lane: 'inline' }],
      edges: [],
    });
  });

  it('knows no other format: 422', async () => {
    const api = await startApi();
    expect((await api.get('/v1/workflows/tiny/graph?format=svg')).body).toMatchObject({
      status: 422,
      errors: [{ path: 'format', message: 'must be one of mermaid, dot, json, ascii' }],
    });
  });
});
