/**
 * What a codec server of Temporal does: shows payloads as they were before they were encrypted and kept outside, and
 * encrypts what is sent back. Owns the form in JSON, which is that of protobuf: bytes are base64.
 */
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type proto from '@temporalio/proto';

type Payload = proto.temporal.api.common.v1.IPayload;

export interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

export interface RemoteCodec {
  decode(payloads: readonly JsonPayload[]): Promise<readonly JsonPayload[]>;
  encode(payloads: readonly JsonPayload[]): Promise<readonly JsonPayload[]>;
}

export function remoteCodec({ payloadCodecs = [], externalStorage }: DataConverter): RemoteCodec {
  const runner = externalStorage && new ExternalStorageRunner(externalStorage);
  return {
    async decode(given) {
      const payloads = given.map(fromJson);
      return apply(payloadCodecs.toReversed(), 'decode', runner ? await runner.retrieve(payloads) : payloads);
    },
    encode: (given) => apply(payloadCodecs, 'encode', given.map(fromJson)),
  };
}

async function apply(
  codecs: readonly PayloadCodec[],
  way: 'encode' | 'decode',
  given: Payload[],
): Promise<readonly JsonPayload[]> {
  let payloads = given;
  for (const codec of codecs) payloads = await codec[way](payloads);
  return payloads.map(toJson);
}

function fromJson({ metadata = {}, data = '' }: JsonPayload): Payload {
  const fields = Object.entries(metadata).map(
    ([name, value]) => [name, Buffer.from(value, 'base64')] as const,
  );
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data, 'base64') };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  const fields = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)] as const);
  return { metadata: Object.fromEntries(fields), data: base64(data) };
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
