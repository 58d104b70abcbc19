/**
 * What is referred to: from all that Temporal retains of a namespace, and from texts that are kept elsewhere. Owns the
 * search; what is done with what nothing refers to is `collect.ts`.
 *
 * RE1. Whatever reads like a reference is one: in a payload, in what a reference leads to, wherever it stands. A value
 *      that names a blob by chance keeps it, and no part of a conversation is overlooked.
 * RE2. What cannot be read for want of a key ends the search: what it refers to would be lost.
 */
import type { Client } from '@temporalio/client';
import {
  decode,
  decodeReferencePayload,
  isReferencePayload,
  visit,
  type VisitOptions,
  walkDescribeWorkflowExecutionResponse,
  walkGetWorkflowExecutionHistoryResponse,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto from '@temporalio/proto';
import { BlobError, type BlobStore } from '../store/blobs.ts';
import { executions } from './temporal/executions.ts';

const { Payload } = proto.temporal.api.common.v1;
type Payload = proto.temporal.api.common.v1.IPayload;

/** `sha256:HEX` of a value; of an artifact `"sha256":"HEX"`, which may stand in a text that is JSON itself. */
const referring = /sha256(?::|[\\"]+:\s*[\\"]+)([0-9a-f]{64})/g;

export async function reachable(
  client: Client,
  blobs: BlobStore,
  texts: AsyncIterable<string>,
): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  const { payloadCodecs } = client.options.loadedDataConverter;

  async function follow(reference: string): Promise<void> {
    if (reached.has(reference)) return;
    reached.add(reference);
    const bytes = await bytesOf(blobs, reference);
    if (bytes === undefined) return;
    await search(bytes);
    const payload = payloadIn(bytes);
    if (payload) await note(payload);
  }
  async function search(bytes: Uint8Array): Promise<void> {
    for (const [, hash = ''] of Buffer.from(bytes).toString('latin1').matchAll(referring))
      await follow(`sha256:${hash}`);
  }
  async function note(payload: Payload): Promise<void> {
    if (isReferencePayload(payload)) {
      await follow(decodeReferencePayload(payload).claimData['reference'] ?? '');
      return;
    }
    for (const { data } of await decode(payloadCodecs, [payload])) await search(data ?? new Uint8Array());
  }

  for await (const text of texts) await search(Buffer.from(text));
  for await (const payload of payloadsOf(client)) await note(payload);
  return reached;
}

async function* payloadsOf(client: Client): AsyncIterable<Payload> {
  const { namespace } = client.options;
  for await (const { execution, closeTime } of executions(client)) {
    const { workflowId, runId } = { ...execution };
    const history = await client.workflow.getHandle(workflowId ?? '', runId ?? undefined).fetchHistory();
    yield* await gathered((options) => visit({ history }, walkGetWorkflowExecutionHistoryResponse, options));
    if (closeTime) continue;
    // Heartbeats stand in no history.
    const described = await client.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId: workflowId ?? null, runId: runId ?? null },
    });
    yield* await gathered((options) => visit(described, walkDescribeWorkflowExecutionResponse, options));
  }
}

async function gathered(walk: (options: VisitOptions<void>) => Promise<void>): Promise<readonly Payload[]> {
  const found: Payload[] = [];
  await walk({
    transformPayloads: async (payloads) => {
      found.push(...payloads);
      return payloads;
    },
    transformPayload: async (payload) => {
      found.push(payload);
      return payload;
    },
    skipSearchAttributes: true,
  });
  return found;
}

/** What is lost already refers to nothing. */
async function bytesOf(blobs: BlobStore, reference: string): Promise<Uint8Array | undefined> {
  try {
    return await blobs.get(reference);
  } catch (error) {
    if (error instanceof BlobError) return undefined;
    throw error;
  }
}

function payloadIn(bytes: Uint8Array): Payload | undefined {
  try {
    const payload = Payload.decode(bytes);
    return payload.metadata['encoding'] ? payload : undefined;
  } catch {
    // Not every blob is a payload.
    return undefined;
  }
}
