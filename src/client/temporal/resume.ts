/**
 * Gives an answer to a run, as a validated update. Owns how an answer is told from a repeated one: with an idempotency
 * key the same answer has the same update id, so that Temporal itself gives the first reply again. An answer to what is
 * asked in a part of a map goes to that part.
 */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../interpreter/core/event.ts';
import { type ResumeReply, resumeUpdate } from '../../workflows/messages.ts';
import { fingerprint } from '../fingerprint.ts';
import { OrchestratorError } from '../orchestrator.ts';
import type { TemporalOptions } from './connection.ts';
import { foldedRun } from './describe.ts';
import { partAsking } from './parts.ts';
import { update } from './update.ts';

export async function resume(
  options: TemporalOptions,
  runId: string,
  answer: Answer,
): Promise<{ runId: string } & ResumeReply> {
  const updateId = answer.idempotencyKey === undefined ? randomUUID() : fingerprint({ ...answer });
  try {
    return { runId, ...(await update(options, runId, resumeUpdate, answer, updateId)) };
  } catch (error) {
    const part = await partOf(options, runId, answer, error);
    if (part === undefined) throw error;
    return { ...(await resume(options, part, answer)), runId };
  }
}

/** A question in a part of a map is not known to the run around. */
async function partOf(
  options: TemporalOptions,
  runId: string,
  { request }: Answer,
  error: unknown,
): Promise<string | undefined> {
  const isUnknown = error instanceof OrchestratorError && error.fault === 'request-unknown';
  if (!isUnknown || request === undefined) return undefined;
  return partAsking(runId, await foldedRun(options, runId), request);
}
