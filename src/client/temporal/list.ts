/** Lists runs by Temporal's visibility store. Owns the query and the cursor (Temporal's page token). */
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { type ListQuery, OrchestratorError, type RunSummary } from '../orchestrator.ts';
import { ask, grpcStatus, type TemporalOptions } from './connection.ts';
import { readNote } from './memo.ts';
import { runStatus, statusCondition, waitingFor } from './status.ts';

const invalidArgument = 3;

export async function list(
  options: TemporalOptions,
  query: ListQuery,
): Promise<{ runs: readonly RunSummary[]; cursor?: string }> {
  const { client, namespace } = options;
  const page = await ask(client, async () => {
    const { executions, nextPageToken } = await fetchPage(options, query);
    const { loadedDataConverter } = client.options;
    const infos = executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, raw, namespace));
    return { infos: await Promise.all(infos), nextPageToken };
  });
  const cursor = Buffer.from(page.nextPageToken ?? []).toString('base64url');
  return { runs: page.infos.map(summary), ...(cursor === '' ? {} : { cursor }) };
}

async function fetchPage({ client, namespace, taskQueue, attributes }: TemporalOptions, query: ListQuery) {
  const { workflow, status, limit, cursor = '' } = query;
  // The task queue tells our runs from others of the namespace, also where no search attribute is to be had.
  const conditions = [`TaskQueue = ${quoted(taskQueue)}`, statusCondition(status, attributes)];
  if (workflow !== undefined) conditions.push(`WorkflowType = ${quoted(workflow)}`);
  try {
    return await client.workflowService.listWorkflowExecutions({
      namespace,
      query: conditions.join(' AND '),
      pageSize: limit,
      nextPageToken: Buffer.from(cursor, 'base64url'),
    });
  } catch (error) {
    if (cursor === '' || grpcStatus(error)?.code !== invalidArgument) throw error;
    const message = 'is not a cursor of this list; begin again without it';
    throw new OrchestratorError('cursor-invalid', message, [], { cause: error });
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function summary(info: WorkflowExecutionInfo): RunSummary {
  return {
    runId: info.workflowId,
    workflow: info.type,
    version: readNote(info.memo)?.version ?? 0,
    status: runStatus(info),
    waitingFor: waitingFor(info),
    startedAt: info.startTime.toISOString(),
    ...(info.closeTime === undefined ? {} : { endedAt: info.closeTime.toISOString() }),
  };
}
