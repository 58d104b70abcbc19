/** Finds a run of ours by its id. Owns what counts as ours, and how its absence is told. */
import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { OrchestratorError } from '../orchestrator.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { readNote } from './memo.ts';

export async function findRun(
  { client }: TemporalOptions,
  runId: string,
): Promise<WorkflowExecutionDescription> {
  try {
    const found = await ask(client, () => client.workflow.getHandle(runId).describe());
    // Other programs have workflows in this namespace too; they are not ours to show or to stop.
    if (readNote(found.memo) === undefined) throw unknown(runId);
    return found;
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? unknown(runId) : error;
  }
}

function unknown(runId: string): OrchestratorError {
  return new OrchestratorError(
    'run-unknown',
    `There is no run ${JSON.stringify(runId)}. Runs are kept for a time after their end (OSTINATO_RETENTION) and then removed.`,
  );
}

export function runOver(runId: string, status: string): OrchestratorError {
  return new OrchestratorError(
    'run-over',
    `The run ${runId} is over: it ${status}. Start a new one to go on.`,
  );
}
