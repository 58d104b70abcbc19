/**
 * Gives an answer to a run, as a validated Temporal update. Owns how an answer is told from a repeated one, and what
 * each way to be refused means (settled 13).
 *
 * RE1. With an idempotency key, the same answer has the same update id: Temporal itself gives the first reply again.
 * RE2. No call waits longer than `patienceMs`; an answer that found no worker is `unavailable`.
 * RE3. A run that changes over to its next execution is asked again; one that has closed is `run-over`.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { z } from 'zod';
import type { Answer } from '../../interpreter/core/event.ts';
import { type Refusal, type ResumeReply, refusals, resumeUpdate } from '../../workflows/messages.ts';
import { fingerprint } from '../fingerprint.ts';
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

export async function resume(
  options: TemporalOptions,
  runId: string,
  answer: Answer,
): Promise<{ runId: string } & ResumeReply> {
  const deadline = Date.now() + patienceMs;
  const updateId = answer.idempotencyKey === undefined ? randomUUID() : fingerprint({ ...answer });
  const handle = options.client.workflow.getHandle(runId);
  for (;;) {
    try {
      const update = () => handle.executeUpdate(resumeUpdate, { args: [answer], updateId });
      const reply = await ask(options.client, update, deadline - Date.now());
      return { runId, ...reply };
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
  const message = `${why}; then look at the run before you answer again: the answer may still arrive.`;
  return new OrchestratorError('unavailable', message, [], { cause });
}
