/** What the parts of the Temporal client share: the settings, and the way calls are bounded and their errors told. */
import { setTimeout } from 'node:timers/promises';
import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { type ErrorType, valueLost } from '../../interpreter/errors.ts';
import { keyFailure } from '../../payloads/codec.ts';
import type { SearchAttributeName } from '../../workflows/messages.ts';
import { OrchestratorError } from '../orchestrator.ts';

export interface TemporalOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Search attributes that this server takes (`registerAttributes`). */
  readonly attributes: readonly SearchAttributeName[];
  /** Tools and models whose calls have a limit: `tool:NAME`, `model:PROVIDER/NAME`. Absent = none. */
  readonly limited?: readonly string[];
  /** The workers answer for models with the local double. */
  readonly mock: boolean;
}

const patienceMs = 10_000;

/** Runs calls to Temporal for so long and no longer; what Temporal refuses or does not answer becomes `unavailable`. */
export async function ask<T>(client: Client, calls: () => Promise<T>, timeoutMs = patienceMs): Promise<T> {
  try {
    return await within(client, timeoutMs, calls);
  } catch (error) {
    throw unavailable(error) ?? error;
  }
}

/** Temporal has not answered in time. */
class LateError extends Error {}

/** What a native connection may take to notice that its deadline has passed. */
const slackMs = 1_000;

/**
 * The deadline bounds what the server does; on a native connection it bounds each attempt and not the retries of them
 * all, so that the whole has a bound of its own.
 */
export async function within<T>(client: Client, timeoutMs: number, calls: () => Promise<T>): Promise<T> {
  const answered = new AbortController();
  const { signal } = answered;
  const late = setTimeout(timeoutMs + slackMs, undefined, { signal, ref: false }).then(() => {
    throw new LateError(`no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([client.withDeadline(Date.now() + timeoutMs, calls), late]);
  } finally {
    answered.abort();
  }
}

/** Whether the error says that Temporal is away or refuses, and is no mistake of ours. */
export function isRefusal(error: unknown): boolean {
  return error instanceof LateError || grpcStatus(error) !== undefined;
}

/** The status of a failed gRPC call, also where the SDK has wrapped it. */
export function grpcStatus(error: unknown): { code: number; details: string } | undefined {
  if (isGrpcServiceError(error)) return error;
  return error instanceof ServiceError ? grpcStatus(error.cause) : undefined;
}

/** What `payloads/` fails with. */
const ofStore: readonly (ErrorType | typeof valueLost | typeof keyFailure)[] = [
  'store',
  valueLost,
  keyFailure,
];

function unavailable(error: unknown): OrchestratorError | undefined {
  if (error instanceof NamespaceNotFoundError) {
    return new OrchestratorError(
      'unavailable',
      `Temporal has no namespace ${error.namespace}. Create it, or set TEMPORAL_NAMESPACE to one that it has.`,
    );
  }
  if (error instanceof ApplicationFailure && ofStore.some((type) => type === error.type)) {
    const message = `A value cannot be read or written: ${error.message}`;
    return new OrchestratorError('unavailable', message, [], { cause: error });
  }
  if (!isRefusal(error)) return undefined;
  const said = grpcStatus(error)?.details || (error instanceof Error ? error.message : String(error));
  const message = `Temporal did not do it: ${said}. Check that it is up, with \`npm start\` or at TEMPORAL_ADDRESS, and try again.`;
  return new OrchestratorError('unavailable', message, [], { cause: error });
}
