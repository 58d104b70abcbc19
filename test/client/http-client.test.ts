import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient, ProblemError, UnreachableError } from '../../src/index.ts';
import { startApi } from '../support/api.ts';
import { askYaml, faultyYaml, tinyYaml } from '../support/definitions.ts';

describe('the client', () => {
  it('goes the whole way: put, start, look, answer, list', async () => {
    const { url } = await startApi();
    const client = createClient({ url });
    expect(await client.put(askYaml)).toMatchObject({ name: 'ask-somebody', version: 1 });
    const { runId } = await client.start('ask-somebody', {
      input: { topic: 'tea' },
      version: 1,
      idempotencyKey: 'k',
    });
    const run = await client.run(runId);
    expect(run.requests[0]?.id).toBe('ask#1');
    const answer = { request: 'ask#1', outcome: 'yes', value: { remark: 'fine' } };
    expect(await client.resume(runId, answer)).toEqual({ runId, request: 'ask#1', outcome: 'yes' });
    const page = await client.runs({ workflow: 'ask-somebody', status: 'succeeded', limit: 1 });
    expect(page.runs.map((one) => one.runId)).toEqual([runId]);
    expect(await client.value(`/v1/runs/${runId}/output`)).toEqual({ remark: 'fine', outcome: 'yes' });
    expect(await client.ready()).toMatchObject({ workers: 1 });
  });

  it('reads definitions', async () => {
    const client = createClient({ url: (await startApi()).url });
    expect(await client.check(tinyYaml)).not.toHaveProperty('graph');
    expect(await client.check(tinyYaml, { graph: true })).toHaveProperty('graph');
    await client.put(JSON.stringify({ ostinato: 1, name: 'j', nodes: { a: { let: { b: 1 } } } }), 'json');
    expect((await client.workflows()).map(({ name, format }) => [name, format])).toEqual([['j', 'json']]);
    expect(await client.workflow('j', 1)).toMatchObject({ version: 1 });
    expect(await client.graph('j')).toMatch(/^flowchart/);
  });

  it('rejects with the problem that the server told', async () => {
    const client = createClient({ url: (await startApi()).url });
    const error: unknown = await client.put(faultyYaml).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      problem: { type: '/problems/definition-invalid', status: 422, diagnostics: [{ line: 6 }] },
    });
    await expect(client.cancel('none', 'why')).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('rejects where nobody answers', async () => {
    const error: unknown = await createClient({ url: 'http://127.0.0.1:9' })
      .runs()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreachableError);
  });

  it.each([200, 502])('says that something else answers there: %d', async (status) => {
    const server = createServer((_request, response) => response.writeHead(status).end('<html>Bad gateway'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(createClient({ url: `http://127.0.0.1:${port}` }).runs()).rejects.toMatchObject({
      problem: { type: 'about:blank', status, detail: expect.stringContaining('Bad gateway') },
    });
  });
});
