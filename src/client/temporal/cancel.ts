/** Asks a run to end. Owns what is told of a run that is over. */
import { ask, grpcStatus, type TemporalOptions } from './connection.ts';
import { findRun, runOver } from './find.ts';
import { closedStatus } from './status.ts';

/** gRPC: Temporal's word for an execution that has ended. */
const notFound = 5;

export async function cancel(options: TemporalOptions, runId: string, reason?: string): Promise<void> {
  const { status } = await findRun(options, runId);
  const closed = closedStatus(status.name);
  if (closed !== undefined) throw runOver(runId, closed);
  await ask(options.client, () => requestCancel(options, runId, reason));
}

/** The handle of the SDK cannot give a reason. */
async function requestCancel(
  { client, namespace }: TemporalOptions,
  runId: string,
  reason: string | undefined,
): Promise<void> {
  try {
    await client.workflowService.requestCancelWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: runId },
      identity: client.options.identity,
      ...(reason === undefined ? {} : { reason }),
    });
  } catch (error) {
    throw grpcStatus(error)?.code === notFound ? runOver(runId, 'ended just now') : error;
  }
}
