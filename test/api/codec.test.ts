/** The codec server for Temporal's Web UI: what it shows, and to whom. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataConverter } from '../../src/payloads/converter.ts';
import { remoteCodec } from '../../src/payloads/remote-codec.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { startApi } from '../support/api.ts';
import { freshFolder } from '../support/folder.ts';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/index.js';

const ui = 'http://127.0.0.1:8233';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const payload = { metadata: { encoding: base64('json/plain') }, data: base64('"planted"') };
const json = { 'content-type': 'application/json' };

async function open() {
  const converter = dataConverter(createFileBlobs(await freshFolder()), [
    { id: 'k', secret: randomBytes(32) },
  ]);
  return { converter, api: await startApi({ codec: remoteCodec(converter) }) };
}

describe('the codec', () => {
  it('encrypts what is sent, and shows it again', async () => {
    const { api } = await open();
    const encoded = await api.post('/codec/encode', { payloads: [payload] });
    expect(encoded.status).toBe(200);
    expect(JSON.stringify(encoded.body)).not.toContain(payload.data);
    expect((await api.post('/codec/decode', encoded.body)).body).toEqual({ payloads: [payload] });
    // What was never encrypted is shown as it is.
    expect((await api.post('/codec/decode', { payloads: [payload] })).body).toEqual({ payloads: [payload] });
  });

  it('shows what is kept outside', async () => {
    const { api, converter } = await open();
    const { externalStorage } = converter;
    if (!externalStorage) throw new Error('no storage');
    const text = JSON.stringify('large '.repeat(10_000));
    const plain = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) };
    const [reference] = await new ExternalStorageRunner(externalStorage).store([plain]);
    const metadata = Object.entries(reference?.metadata ?? {}).map(([name, value]) => [
      name,
      Buffer.from(value).toString('base64'),
    ]);
    const sent = {
      metadata: Object.fromEntries(metadata),
      data: Buffer.from(reference?.data ?? []).toString('base64'),
    };
    expect(Buffer.byteLength(sent.data)).toBeLessThan(500);
    const { body } = await api.post('/codec/decode', { payloads: [sent] });
    expect(body).toMatchObject({ payloads: [{ data: base64(text) }] });
  });

  it('answers pages of the Web UI, whatever they call this machine, and no others', async () => {
    const { api } = await open();
    const body = JSON.stringify({ payloads: [payload] });
    for (const origin of [ui, 'http://localhost:8233']) {
      const asked = await api.send('OPTIONS', '/codec/decode', undefined, { origin });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-headers')).toContain('x-namespace');
      const answer = await api.send('POST', '/codec/decode', body, { ...json, origin });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect((await api.send('GET', '/v1/runs', undefined, { origin })).status).toBe(403);
    }
    for (const origin of ['http://evil.example', 'http://127.0.0.1:8234', 'null'])
      expect((await api.send('POST', '/codec/decode', body, { ...json, origin })).status).toBe(403);
  });

  it('refuses what are no payloads: 422', async () => {
    const { api } = await open();
    for (const body of [{}, { payloads: 1 }, { payloads: [{ data: '%' }] }])
      expect((await api.post('/codec/decode', body)).status).toBe(422);
  });
});
