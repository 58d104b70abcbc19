/**
 * Gives an answer to a run, as a validated update. Owns how an answer is told from a repeated one: with an idempotency
 * key the same answer has the same update id, so that Temporal itself gives the first reply again.
 */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../interpreter/core/event.ts';
import { type ResumeReply, resumeUpdate } from '../../workflows/messages.ts';
import { fingerprint } from '../fingerprint.ts';
import type { TemporalOptions } from './connection.ts';
import { update } from './update.ts';

export async function resume(
  options: TemporalOptions,
  runId: string,
  answer: Answer,
): Promise<{ runId: string } & ResumeReply> {
  const updateId = answer.idempotencyKey === undefined ? randomUUID() : fingerprint({ ...answer });
  return { runId, ...(await update(options, runId, resumeUpdate, answer, updateId)) };
}
