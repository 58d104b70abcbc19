import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ArtifactView } from '../../src/client/orchestrator.ts';
import type { CollectableArtifacts } from '../../src/store/artifacts.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { freshFolder } from '../support/folder.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

interface Setting {
  readonly api: TestApi;
  readonly folder: string;
  readonly store: CollectableArtifacts;
  readonly artifact: ArtifactView;
}

/** A run with one artifact. */
async function setting(text = 'dear reader', more: Partial<ArtifactView> = {}): Promise<Setting> {
  const folder = await freshFolder();
  const store = createFileArtifacts(folder);
  const api = await startApi({ artifacts: store });
  const bytes = await store.put(
    (async function* all() {
      yield Buffer.from(text);
    })(),
  );
  const words = { id: 'a-1', name: 'letter.txt', kind: 'text', mime: 'text/plain', node: 'write', visit: 1 };
  const artifact = { ...words, ...bytes, ...more };
  api.memory.runs.set('run-1', waitingRun('run-1', 'w'));
  api.memory.left.set('run-1', [artifact]);
  return { api, folder, store, artifact };
}

const path = '/v1/runs/run-1/artifacts/a-1';

describe('GET /v1/runs/{runId}/artifacts', () => {
  it('lists them with links, and without their bytes', async () => {
    const { api, artifact } = await setting();
    const { status, body } = await api.get('/v1/runs/run-1/artifacts');
    expect(status).toBe(200);
    expect(body).toEqual({ artifacts: [{ ...artifact, links: { self: path } }] });
  });

  it('goes on where a page has ended', async () => {
    const { api, artifact } = await setting();
    const ids = ['a-1', 'a-2', 'a-3'];
    api.memory.left.set(
      'run-1',
      ids.map((id) => ({ ...artifact, id })),
    );
    const seen: string[] = [];
    for (let query = '?limit=2'; query !== ''; ) {
      const { body } = await api.get(`/v1/runs/run-1/artifacts${query}`);
      const page = body as { artifacts: { id: string }[]; cursor?: string };
      seen.push(...page.artifacts.map(({ id }) => id));
      query = page.cursor === undefined ? '' : `?limit=2&cursor=${page.cursor}`;
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ['/v1/runs/none/artifacts', 404, 'run-unknown'],
    ['/v1/runs/run-1/artifacts?limit=0', 422, 'request-invalid'],
    ['/v1/runs/run-1/artifacts?cursor=x', 422, 'request-invalid'],
    ['/v1/runs/run-1/artifacts/a-2', 404, 'artifact-unknown'],
    ['/v1/runs/run-1/artifacts/a-1?x=1', 422, 'request-invalid'],
  ])('%s is %i %s', async (asked, status, type) => {
    const { api } = await setting();
    const answer = await api.get(asked);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${type}` } });
  });
});

describe('GET /v1/runs/{runId}/artifacts/{id}', () => {
  it('gives the bytes with their type, as an attachment that is no page', async () => {
    const { api, artifact } = await setting('<b>hi</b>', { name: 'grüße (1).html', mime: 'text/html' });
    const { status, headers, body } = await api.get(path);
    expect(status).toBe(200);
    expect(body).toBe('<b>hi</b>');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '9',
      'content-disposition': `attachment; filename="gr__e__1_.html"; filename*=UTF-8''gr%C3%BC%C3%9Fe%20%281%29.html`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      etag: `"${artifact.sha256}"`,
      'accept-ranges': 'bytes',
    });
  });

  it('says to HEAD what it would give', async () => {
    const { api, artifact } = await setting();
    const { status, headers, body } = await api.send('HEAD', path);
    expect(status).toBe(200);
    expect(headers.get('content-length')).toBe(String(artifact.size));
    expect(body).toBe('');
  });

  it.each([
    ['bytes=0-3', 206, 'dear', 'bytes 0-3/11'],
    ['bytes=5-', 206, 'reader', 'bytes 5-10/11'],
    ['bytes=-4', 206, 'ader', 'bytes 7-10/11'],
    ['bytes=0-99', 206, 'dear reader', 'bytes 0-10/11'],
    ['bytes=0-0,2-3', 200, 'dear reader', null],
    ['lines=1-2', 200, 'dear reader', null],
  ])('gives the range %s', async (range, status, body, contentRange) => {
    const { api } = await setting();
    const answer = await api.send('GET', path, undefined, { range });
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers.get('content-range')).toBe(contentRange);
  });

  it('refuses a range that it does not have', async () => {
    const { api } = await setting();
    const answer = await api.send('GET', path, undefined, { range: 'bytes=11-' });
    expect(answer).toMatchObject({ status: 416, body: { type: '/problems/range-unfit' } });
    expect(answer.headers.get('content-range')).toBe('bytes */11');
  });

  it('gives nothing again to who has it, and all to who has something else', async () => {
    const { api, artifact } = await setting();
    const ours = `"${artifact.sha256}"`;
    expect((await api.send('GET', path, undefined, { 'if-none-match': ours })).status).toBe(304);
    const range = 'bytes=0-3';
    expect((await api.send('GET', path, undefined, { range, 'if-range': ours })).status).toBe(206);
    expect((await api.send('GET', path, undefined, { range, 'if-range': '"other"' })).status).toBe(200);
  });

  it('is empty where the file is', async () => {
    const { api } = await setting('');
    expect(await api.get(path)).toMatchObject({ status: 200, body: '' });
  });

  it('says what the store has lost', async () => {
    const { api, store, artifact } = await setting();
    await store.removeIfOlder(`sha256:${artifact.sha256}`, Date.now() + 1_000);
    const answer = await api.get(path);
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/artifact-lost' } });
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.headers.get('etag')).toBeNull();
  });

  it('says that a small file is damaged', async () => {
    const { api, folder, artifact } = await setting();
    const { sha256 } = artifact;
    await writeFile(join(folder, sha256.slice(0, 2), sha256.slice(2)), 'DEAR READER');
    const answer = await api.get(path);
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/artifact-lost' } });
  });

  it('cuts the connection before the end of a file that is damaged', async () => {
    const { api, folder, artifact } = await setting('x'.repeat(3_000_000));
    const { sha256 } = artifact;
    await writeFile(join(folder, sha256.slice(0, 2), sha256.slice(2)), 'y'.repeat(3_000_000));
    const asked = request(api.url + path).end();
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(200);
    await expect(buffer(response)).rejects.toThrow('aborted');
  });

  it('gives a large file in pieces, and lets it be when nobody reads any more', async () => {
    const text = 'large'.repeat(4_000_000);
    const { api } = await setting(text);
    const whole = await fetch(api.url + path);
    const hash = createHash('sha256');
    for await (const piece of whole.body ?? []) hash.update(piece);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(text).digest('hex'));
    const leaving = await fetch(api.url + path);
    await leaving.body?.cancel();
    expect((await api.get(path)).status).toBe(200);
    expect(api.logged).toEqual([]);
  });
});
