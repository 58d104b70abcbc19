/** Attacks the encryption of payloads: what is seen from outside, rotation, wrong keys, changed bytes. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createCipher, type Key } from '../../src/payloads/cipher.ts';
import { encryptingCodec } from '../../src/payloads/codec.ts';

const key = (id: string): Key => ({ id, secret: randomBytes(32) });
const [old, fresh] = [key('old'), key('new')];
const text = Buffer.from('what nobody else may read');

it('shows nothing of what it seals, and opens it', () => {
  const cipher = createCipher([old]);
  const sealed = cipher.seal(text);
  expect(sealed.keyId).toBe('old');
  expect(Buffer.from(sealed.bytes).includes('nobody')).toBe(false);
  expect(Buffer.from(cipher.open(sealed)).equals(text)).toBe(true);
  expect(cipher.open(cipher.seal(new Uint8Array()))).toHaveLength(0);
});

it('gives the same for the same, so that it is stored once, and something else under another key', () => {
  const cipher = createCipher([old]);
  expect(cipher.seal(text)).toEqual(cipher.seal(text));
  expect(cipher.seal(text)).not.toEqual(cipher.seal(Buffer.from('what nobody else may reaD')));
  expect(createCipher([fresh]).seal(text).bytes).not.toEqual(cipher.seal(text).bytes);
});

it('rotates: the first key writes, all of them read', () => {
  const before = createCipher([old]).seal(text);
  const both = createCipher([fresh, old]);
  expect(Buffer.from(both.open(before)).equals(text)).toBe(true);
  expect(both.seal(text).keyId).toBe('new');
  expect(() => createCipher([fresh]).open(before)).toThrow('key "old", which is not on the ring');
});

it('names the key when it is another one of that name, and when a byte was changed', () => {
  const sealed = createCipher([old]).seal(text);
  expect(() => createCipher([key('old')]).open(sealed)).toThrow('is another one');
  for (const at of [0, 12, sealed.bytes.length - 1]) {
    const bytes = Buffer.from(sealed.bytes);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(() => createCipher([old]).open({ ...sealed, bytes })).toThrow('damaged');
  }
  expect(() => createCipher([old]).open({ keyId: 'old', bytes: new Uint8Array(5) })).toThrow('damaged');
});

it('as a codec reads what is plain as it is', async () => {
  const codec = encryptingCodec(createCipher([old]));
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: text };
  expect(await codec.decode([payload])).toEqual([payload]);
  const [encoded] = await codec.encode([payload]);
  expect(Buffer.from(encoded?.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
  const [decoded] = await codec.decode(encoded ? [encoded] : []);
  expect(Buffer.from(decoded?.data ?? []).equals(text)).toBe(true);
});
