/**
 * Encrypts every payload before it leaves the process, and reads those that were written plain as they are, so that
 * encryption can be switched on under open runs. Owns what an encrypted payload looks like; the cipher is `cipher.ts`.
 */
import { ApplicationFailure, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { type Cipher, KeyError } from './cipher.ts';

const { Payload } = proto.temporal.api.common.v1;
type Payload = proto.temporal.api.common.v1.IPayload;

/** As in Temporal's own samples, so that its tools know it. */
const encoding = 'binary/encrypted';
const keyIdField = 'encryption-key-id';

/** Failure of who cannot read a payload for want of a key. */
export const keyFailure = 'ostinato.key';

export function encryptingCodec(cipher: Cipher): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypted(cipher, payload)),
    decode: async (payloads) => payloads.map((payload) => plain(cipher, payload)),
  };
}

function encrypted(cipher: Cipher, payload: Payload): Payload {
  const { keyId, bytes } = cipher.seal(Payload.encode(payload).finish());
  return { metadata: { encoding: Buffer.from(encoding), [keyIdField]: Buffer.from(keyId) }, data: bytes };
}

function plain(cipher: Cipher, payload: Payload): Payload {
  const { metadata, data } = payload;
  if (textOf(metadata?.['encoding']) !== encoding) return payload;
  try {
    return Payload.decode(
      cipher.open({ keyId: textOf(metadata?.[keyIdField]), bytes: data ?? new Uint8Array() }),
    );
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw ApplicationFailure.create({ type: keyFailure, message: error.message, nonRetryable: false });
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
