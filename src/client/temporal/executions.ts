/** Executions as Temporal keeps them, with no payload read: neither the store nor the keys are needed. Owns the paging. */
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

export type Execution = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** All of the namespace that Temporal retains, or those that fit the query. */
export async function* executions(client: Client, query = ''): AsyncIterable<Execution> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      ...(nextPageToken && { nextPageToken }),
    });
    yield* page.executions;
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}
