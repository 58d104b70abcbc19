/** What people tell a run while it goes on: verbs, as validated updates, and events, as signals. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { NamedEvent, Verb } from '../../interpreter/core/event.ts';
import { eventSignal, verbUpdate } from '../../workflows/messages.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { findRun, runOver } from './find.ts';
import { closedStatus } from './status.ts';
import { update } from './update.ts';

export function tell(options: TemporalOptions, runId: string, verb: Verb): Promise<void> {
  const { do: name, ...sent } = verb;
  return update(options, runId, verbUpdate(name), sent, randomUUID());
}

/** Resolves when the run is certain to get it, with a worker or without. */
export async function sendEvent(options: TemporalOptions, runId: string, event: NamedEvent): Promise<void> {
  const { status } = await findRun(options, runId);
  const closed = closedStatus(status.name);
  if (closed !== undefined) throw runOver(runId, closed);
  try {
    await ask(options.client, () => options.client.workflow.getHandle(runId).signal(eventSignal, event));
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? runOver(runId, 'ended just now') : error;
  }
}
