/**
 * Keeps large payloads in the blob store, from where Temporal's SDK fetches them wherever they are read. Owns what the
 * reference in a history says; the store is `store/blobs.ts`.
 *
 * ES1. The name is part of every reference that was ever written: it never changes, and is the same for all stores, so
 *      that blobs can move from one to another.
 * ES2. The same payload gives the same reference, so that what runs have in common (their plan) is stored once.
 */
import { ApplicationFailure, type StorageDriver, StorageDriverClaim } from '@temporalio/common';
import proto from '@temporalio/proto';
import { type RunError, valueLost } from '../interpreter/errors.ts';
import type { BlobStore } from '../store/blobs.ts';

const { Payload } = proto.temporal.api.common.v1;
type Payload = proto.temporal.api.common.v1.IPayload;

export const driverName = 'ostinato.blobs';

export function blobDriver(blobs: BlobStore): StorageDriver {
  return {
    name: driverName,
    type: driverName,
    store: (_context, payloads) => Promise.all(payloads.map((payload) => store(blobs, payload))),
    retrieve: (_context, claims) => Promise.all(claims.map((claim) => retrieve(blobs, claim))),
  };
}

async function store(blobs: BlobStore, payload: Payload): Promise<StorageDriverClaim> {
  try {
    return new StorageDriverClaim({ reference: await blobs.put(Payload.encode(payload).finish()) });
  } catch (error) {
    throw failure(error, { type: 'store', retryable: true });
  }
}

/** Tried again by who knows what for: a workflow task by Temporal, a call by the driver (`workflows/begin-call.ts`). */
async function retrieve(blobs: BlobStore, { claimData }: StorageDriverClaim): Promise<Payload> {
  const reference = claimData['reference'] ?? '';
  try {
    return Payload.decode(await blobs.get(reference));
  } catch (error) {
    throw failure(error, { type: valueLost, retryable: false, data: { reference } });
  }
}

/** A store that says nothing of use, as one that is away, is told with the error that it gave. */
function failure(error: unknown, more: Omit<RunError, 'title'>): ApplicationFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const { type, retryable } = more;
  return ApplicationFailure.create({
    type,
    message: cause.message,
    nonRetryable: !retryable,
    details: [{ ...more, title: cause.message } satisfies RunError],
    cause,
  });
}
