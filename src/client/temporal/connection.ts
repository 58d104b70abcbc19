/** What the parts of the Temporal client share: the settings, and the way calls are bounded and their errors told. */
import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import type { SearchAttributeName } from '../../workflows/messages.ts';
import { OrchestratorError } from '../orchestrator.ts';

export interface TemporalOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Search attributes that this server takes (`registerAttributes`). */
  readonly attributes: readonly SearchAttributeName[];
  /** The workers answer for models with the local double. */
  readonly mock: boolean;
}

const patienceMs = 10_000;

/** Runs calls to Temporal with a deadline; what Temporal refuses or does not answer becomes `unavailable`. */
export async function ask<T>(client: Client, calls: () => Promise<T>, timeoutMs = patienceMs): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + timeoutMs, calls);
  } catch (error) {
    throw unavailable(error) ?? error;
  }
}

/** The status of a failed gRPC call, also where the SDK has wrapped it. */
export function grpcStatus(error: unknown): { code: number; details: string } | undefined {
  const inner = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(inner) ? inner : undefined;
}

function unavailable(error: unknown): OrchestratorError | undefined {
  if (error instanceof NamespaceNotFoundError) {
    return new OrchestratorError(
      'unavailable',
      `Temporal has no namespace ${error.namespace}. Create it, or set TEMPORAL_NAMESPACE to one that it has.`,
    );
  }
  const status = grpcStatus(error);
  if (status === undefined) return undefined;
  const message = `Temporal did not do it (${status.details}). Check that it is up with \`ostinato start\` or at TEMPORAL_ADDRESS, and try again.`;
  return new OrchestratorError('unavailable', message, [], { cause: error });
}
