/**
 * Lists runs by Temporal's visibility store. Owns the query and the cursor: Temporal's page token, and before it a sign
 * by which a cursor of another list, or a damaged one, is known before Temporal is asked.
 */
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { keeperTypes } from '../../workflows/keepers/messages.ts';
import { partType } from '../../workflows/messages.ts';
import { fingerprint } from '../fingerprint.ts';
import { type ListQuery, OrchestratorError, type RunSummary } from '../orchestrator.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { readNote } from './memo.ts';
import { runStatus, statusCondition, waitingFor } from './status.ts';

const signLength = 12;

export async function list(
  options: TemporalOptions,
  listQuery: ListQuery,
): Promise<{ runs: readonly RunSummary[]; cursor?: string }> {
  const { client, namespace } = options;
  const query = visibilityQuery(options, listQuery);
  const nextPageToken = listQuery.cursor === undefined ? undefined : readCursor(listQuery.cursor, query);
  const page = await ask(client, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: listQuery.limit,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    }),
  );
  const { loadedDataConverter } = client.options;
  const infos = page.executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, raw, namespace));
  const runs = (await Promise.all(infos)).map(summary);
  return page.nextPageToken.length === 0 ? { runs } : { runs, cursor: makeCursor(page.nextPageToken, query) };
}

function visibilityQuery(
  { taskQueue, attributes }: TemporalOptions,
  { workflow, status }: ListQuery,
): string {
  // The task queue tells our runs from others of the namespace, also where no search attribute is to be had.
  const ours = [...keeperTypes, partType].map((type) => `WorkflowType != ${quoted(type)}`);
  const conditions = [`TaskQueue = ${quoted(taskQueue)}`, ...ours, statusCondition(status, attributes)];
  if (workflow !== undefined) conditions.push(`WorkflowType = ${quoted(workflow)}`);
  return conditions.join(' AND ');
}

function makeCursor(token: Uint8Array, query: string): string {
  const text = Buffer.from(token).toString('base64url');
  return sign(text, query) + text;
}

function readCursor(cursor: string, query: string): Uint8Array {
  const text = cursor.slice(signLength);
  if (cursor.slice(0, signLength) === sign(text, query)) return Buffer.from(text, 'base64url');
  throw new OrchestratorError('cursor-invalid', 'is not a cursor of this list; begin again without it');
}

function sign(text: string, query: string): string {
  return fingerprint([text, query]).slice(0, signLength);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function summary(info: WorkflowExecutionInfo): RunSummary {
  const note = readNote(info.memo);
  return {
    runId: info.workflowId,
    workflow: info.type,
    version: note?.version ?? 0,
    status: runStatus(info),
    waitingFor: waitingFor(info),
    ...(note?.parent === undefined ? {} : { parent: note.parent }),
    startedAt: info.startTime.toISOString(),
    ...(info.closeTime === undefined ? {} : { endedAt: info.closeTime.toISOString() }),
  };
}
