/**
 * Sends a validated update to a run. Owns how long that is tried, and what each way to be refused means (settled 13).
 *
 * UP1. No call waits longer than `patienceMs`; what found no worker is `unavailable`.
 * UP2. A run that changes over to its next execution is asked again; one that has closed is `run-over`.
 */
import { setTimeout } from 'node:timers/promises';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import { type Refusal, refusals } from '../../workflows/messages.ts';
import { OrchestratorError, type OrchestratorFault } from '../orchestrator.ts';
import { ask, grpcStatus, type TemporalOptions } from './connection.ts';
import { findRun, runOver } from './find.ts';
import { closedStatus } from './status.ts';
import { health } from './workers.ts';

const patienceMs = 10_000;
const pauseMs = 100;

/** gRPC: what Temporal says of an update that met the end of an execution. */
const failedPrecondition = 9;
const aborted = 10;

/** Type of the failure of an update that was accepted when the run closed. */
const acceptedTooLate = 'AcceptedUpdateCompletedWorkflow';

const refusalDetails = z.object({
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The same `updateId` gives the first reply again. */
export async function update<Reply, Sent>(
  options: TemporalOptions,
  runId: string,
  definition: UpdateDefinition<Reply, [Sent]>,
  sent: Sent,
  updateId: string,
): Promise<Reply> {
  const deadline = Date.now() + patienceMs;
  const handle = options.client.workflow.getHandle(runId);
  for (;;) {
    try {
      const send = () => handle.executeUpdate(definition, { args: [sent], updateId });
      return await ask(options.client, send, deadline - Date.now());
    } catch (error) {
      await tellWhy(options, runId, error, deadline);
    }
    await setTimeout(pauseMs);
  }
}

/** Rejects with what the failed update means; resolves when it should be sent again. */
async function tellWhy(
  options: TemporalOptions,
  runId: string,
  error: unknown,
  deadline: number,
): Promise<void> {
  if (error instanceof WorkflowUpdateFailedError) throw await refused(options, runId, error);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    throw await unanswered(options, runId, error);
  const code = grpcStatus(error instanceof OrchestratorError ? error.cause : error)?.code;
  const met = error instanceof WorkflowNotFoundError || code === failedPrecondition || code === aborted;
  if (!met) throw error;
  const { status } = await findRun(options, runId);
  const closed = closedStatus(status.name);
  if (closed !== undefined) throw runOver(runId, closed);
  if (Date.now() + pauseMs > deadline) throw error;
}

const faultOf: Readonly<Record<Refusal, OrchestratorFault>> = {
  'resume-unknown': 'request-unknown',
  'resume-answered': 'request-answered',
  'resume-closed': 'run-over',
  'resume-invalid': 'answer-invalid',
  'resume-conflict': 'answer-conflict',
  'resume-ambiguous': 'request-ambiguous',
  'resume-forbidden': 'answer-forbidden',
  'verb-invalid': 'verb-invalid',
  'verb-closed': 'run-over',
  'verb-unknown': 'node-unknown',
  'verb-ambiguous': 'node-ambiguous',
  'verb-impossible': 'node-unfit',
  'verb-not-stepping': 'not-stepping',
};

async function refused(
  options: TemporalOptions,
  runId: string,
  error: WorkflowUpdateFailedError,
): Promise<Error> {
  const { cause } = error;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  const refusal = refusals.find((candidate) => candidate === type);
  if (cause instanceof ApplicationFailure && refusal !== undefined) {
    const details = refusalDetails.safeParse(cause.details?.[0]);
    return new OrchestratorError(faultOf[refusal], cause.message, details.data?.faults, { cause });
  }
  const { status } = await findRun(options, runId);
  if (type === acceptedTooLate) return runOver(runId, closedStatus(status.name) ?? 'ended');
  return error;
}

async function unanswered(options: TemporalOptions, runId: string, cause: Error): Promise<OrchestratorError> {
  await findRun(options, runId);
  const { workers } = await health(options);
  const why =
    workers === 0
      ? 'No worker polls the task queue. Start one with `ostinato worker`'
      : 'The workers are busy';
  const message = `${why}; then look at the run before you send it again: it may still arrive.`;
  return new OrchestratorError('unavailable', message, [], { cause });
}
