/**
 * The detector of failed workflow tasks: a task that fails is tried for ever, and a run that hangs looks like one that
 * waits. Owns which failures are no fault; who opens a task queue for tests asks at its end.
 */
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type Execution, executions } from '../../src/client/temporal/executions.ts';

/** Definitions of the tests in which a workflow task is to fail. */
export const loudFailure = 'loud-failure';
export const lostValues = 'lost-values';
const exempt: readonly (string | null | undefined)[] = [loudFailure, lostValues];

const { WorkflowTaskFailedCause: cause } = temporal.api.enums.v1;
/** The server's ways to say that so much came meanwhile that the task is to begin anew with it. */
const more: readonly number[] = [
  cause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  cause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
];

const atOnce = 16;

/** One line for each failed workflow task of any run that has been started on the queue. */
export async function failedTasks(client: Client, taskQueue: string): Promise<readonly string[]> {
  const failed: string[] = [];
  let batch: Promise<readonly string[]>[] = [];
  for await (const execution of executions(client, `TaskQueue = '${taskQueue}'`)) {
    if (exempt.includes(execution.type?.name)) continue;
    batch.push(failuresOf(client, execution));
    if (batch.length < atOnce) continue;
    failed.push(...(await Promise.all(batch)).flat());
    batch = [];
  }
  return [...failed, ...(await Promise.all(batch)).flat()];
}

/** Rejects when a workflow task has failed. */
export async function refuseFailedTasks(client: Client, taskQueue: string): Promise<void> {
  const failed = await failedTasks(client, taskQueue);
  if (failed.length > 0) throw new Error(`Workflow tasks have failed:\n${failed.join('\n')}`);
}

async function failuresOf(client: Client, { execution }: Execution): Promise<readonly string[]> {
  const { workflowId = '', runId } = { ...execution };
  const { events } = await client.workflow.getHandle(workflowId ?? '', runId ?? undefined).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => {
    if (!failed || more.includes(failed.cause ?? 0)) return [];
    return [`${workflowId}: ${failed.failure?.message ?? cause[failed.cause ?? 0]}`];
  });
}
