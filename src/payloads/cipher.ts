/**
 * Bytes that only holders of a key can read: AES-256-GCM under the first key of a ring, read with whichever has written
 * them. Owns the form `nonce (12) | tag (16) | ciphertext`.
 *
 * CI1. The nonce is made of the bytes and the key (HMAC-SHA-256), so the same bytes give the same: what runs have in
 *      common is stored once, and who cannot read them sees that two are equal, no more. Two nonces are as unlikely to
 *      meet as random ones.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** A key as it is configured: 32 bytes. */
export interface Key {
  readonly id: string;
  readonly secret: Uint8Array;
}

export interface Sealed {
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

export interface Cipher {
  seal(bytes: Uint8Array): Sealed;
  /** Throws `KeyError` when the key is not on the ring, or is another one of the same name. */
  open(sealed: Sealed): Uint8Array;
}

export class KeyError extends Error {
  constructor(keyId: string, problem: string) {
    super(
      `A value was encrypted with the key ${JSON.stringify(keyId)}, ${problem}. ` +
        'Add the key to OSTINATO_KEYS, behind the one that writes, and start again: what needs it is tried again.',
    );
    this.name = 'KeyError';
  }
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The first key writes. */
export function createCipher([writer, ...readers]: readonly [Key, ...Key[]]): Cipher {
  const first = derive(writer);
  const keys = new Map([first, ...readers.map(derive)].map((key) => [key.id, key]));
  return {
    seal(bytes) {
      const nonce = createHmac('sha256', first.forNonces).update(bytes).digest().subarray(0, nonceBytes);
      const cipher = createCipheriv(algorithm, first.forBytes, nonce);
      const sealed = [cipher.update(bytes), cipher.final()];
      return { keyId: first.id, bytes: Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]) };
    },
    open({ keyId, bytes }) {
      const key = keys.get(keyId);
      if (key === undefined) throw new KeyError(keyId, 'which is not on the ring');
      const sealed = bytes.subarray(nonceBytes + tagBytes);
      try {
        const nonce = bytes.subarray(0, nonceBytes);
        const decipher = createDecipheriv(algorithm, key.forBytes, nonce, { authTagLength: tagBytes });
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(sealed), decipher.final()]);
      } catch {
        throw new KeyError(
          keyId,
          'and the key of that name on the ring is another one, or the value is damaged',
        );
      }
    },
  };
}

function derive({ id, secret }: Key) {
  const of = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `ostinato ${use}`, 32));
  return { id, forBytes: of('payloads'), forNonces: of('nonces') };
}
