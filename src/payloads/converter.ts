/**
 * How values become payloads of Temporal and payloads values, the same for all who write or read them: client, worker,
 * replay. Owns the composition.
 */
import { type DataConverter, ExternalStorage } from '@temporalio/common';
import { largeFrom } from '../interpreter/core/effort.ts';
import type { BlobStore } from '../store/blobs.ts';
import { blobDriver } from './driver.ts';

export function dataConverter(blobs: BlobStore): DataConverter {
  return {
    externalStorage: new ExternalStorage({ drivers: [blobDriver(blobs)], payloadSizeThreshold: largeFrom }),
  };
}
