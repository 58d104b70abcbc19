/**
 * How values become payloads of Temporal and payloads values, the same for all who write or read them: client, worker,
 * replay. Owns the composition: a payload is encrypted first, then kept outside when it is large.
 */
import { type DataConverter, ExternalStorage, type StorageDriverTargetInfo } from '@temporalio/common';
import { largeFrom } from '../interpreter/core/effort.ts';
import type { BlobStore } from '../store/blobs.ts';
import { createCipher, type Key } from './cipher.ts';
import { encryptingCodec } from './codec.ts';
import { blobDriver } from './driver.ts';
import { keeperTypes } from '../workflows/keepers/messages.ts';

/**
 * Bytes from which on a reference travels in place of what is sent to a workflow from outside: it may get 10,000
 * signals before it takes up any, and Temporal ends a workflow whose history has 50 MiB.
 */
const sentLargeFrom = 2 * 1024;

/** Without keys payloads are plain. */
export function dataConverter(blobs: BlobStore, keys: readonly Key[] = []): DataConverter {
  const [writer, ...readers] = keys;
  const driver = blobDriver(blobs);
  return {
    ...(writer && { payloadCodecs: [encryptingCodec(createCipher([writer, ...readers]))] }),
    externalStorage: new ExternalStorage({
      drivers: [driver],
      payloadSizeThreshold: sentLargeFrom,
      driverSelector: ({ target }, { data }) =>
        isSent(target) || (data?.length ?? 0) >= largeFrom ? driver : null,
    }),
  };
}

/** The client does not say the type of a workflow that it takes to be there; it starts keepers with their first signal. */
function isSent(target: StorageDriverTargetInfo | undefined): boolean {
  if (target?.kind !== 'workflow') return false;
  return target.type === undefined || keeperTypes.includes(target.type);
}
