/**
 * How values become payloads of Temporal and payloads values, the same for all who write or read them: client, worker,
 * replay. Owns the composition: a payload is encrypted first, then kept outside when it is large.
 */
import { type DataConverter, ExternalStorage } from '@temporalio/common';
import { largeFrom } from '../interpreter/core/effort.ts';
import type { BlobStore } from '../store/blobs.ts';
import { createCipher, type Key } from './cipher.ts';
import { encryptingCodec } from './codec.ts';
import { blobDriver } from './driver.ts';

/** Without keys payloads are plain. */
export function dataConverter(blobs: BlobStore, keys: readonly Key[] = []): DataConverter {
  const [writer, ...readers] = keys;
  return {
    ...(writer && { payloadCodecs: [encryptingCodec(createCipher([writer, ...readers]))] }),
    externalStorage: new ExternalStorage({ drivers: [blobDriver(blobs)], payloadSizeThreshold: largeFrom }),
  };
}
