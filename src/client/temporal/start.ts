/**
 * Starts a run, or finds the one that the same idempotency key has started. Owns what a run carries on Temporal from
 * its first moment: type, id, note, search attributes and titles.
 */
import {
  type InternalConnectionLike,
  InternalConnectionLikeSymbol,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Plan } from '../../interpreter/plan.ts';
import { memoKey, type PlannedRun, type RunArguments, type RunNote } from '../../workflows/messages.ts';
import { fingerprint } from '../fingerprint.ts';
import { OrchestratorError, type RunStatus, type StartRequest } from '../orchestrator.ts';
import { clip } from './clip.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { readNote } from './memo.ts';
import { keyedRunId, randomRunId } from './run-id.ts';
import { runStatus } from './status.ts';

/** Bytes that Temporal promises for a summary; details are kept as small as what stands in a history itself. */
const summaryBytes = 200;
const detailsBytes = 15_000;

export async function start(
  options: TemporalOptions,
  request: StartRequest,
): Promise<{ runId: string; status: RunStatus }> {
  const { plan, idempotencyKey } = request;
  for (;;) {
    const runId =
      idempotencyKey === undefined ? randomRunId(plan.name) : keyedRunId(plan.name, idempotencyKey);
    if (await startedNow(options, request, runId)) return { runId, status: 'running' };
    if (idempotencyKey !== undefined) return startedBefore(options, request, runId);
  }
}

/** Whether the id was free. */
async function startedNow(options: TemporalOptions, request: StartRequest, runId: string): Promise<boolean> {
  const start = () => options.client.workflow.start(request.plan.name, startOptions(options, request, runId));
  try {
    await ask(options.client, start);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function startedBefore({ client }: TemporalOptions, request: StartRequest, runId: string) {
  const found = await ask(client, () => client.workflow.getHandle(runId).describe());
  if (readNote(found.memo)?.input === printOf(request)) return { runId, status: runStatus(found) };
  throw new OrchestratorError(
    'run-conflict',
    `A run of ${request.plan.name} with this idempotency key was started with another input: ${runId}. Send the same input, or another key.`,
  );
}

/** Of what a repeated start must have in common with the first. */
function printOf({ input, by, assign, tenant }: StartRequest): string {
  const alone = by === undefined && assign === undefined && tenant === undefined;
  return fingerprint(alone ? input : { input, by, assign, tenant });
}

function startOptions(options: TemporalOptions, request: StartRequest, runId: string): WorkflowStartOptions {
  const { plan, version, hash, input, by, tenant } = request;
  const { attributes, limited = [], mock } = options;
  const run: PlannedRun = {
    input,
    definition: { version, hash },
    attributes,
    ...(limited.length > 0 && { limited }),
    ...(mock ? { mock } : {}),
    ...(by === undefined ? {} : { by }),
  };
  const note: RunNote = { version, input: printOf(request) };
  return {
    workflowId: runId,
    taskQueue: options.taskQueue,
    args: [run, plan] satisfies RunArguments,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { [memoKey]: note },
    // What the run begins, and the executions in which it goes on, have it from Temporal.
    ...(tenant !== undefined && { priority: { fairnessKey: tenant } }),
    typedSearchAttributes: initialAttributes(options, version),
    staticSummary: clip(summary(plan, mock), summaryBytes),
    ...(plan.description === undefined ? {} : { staticDetails: clip(plan.description, detailsBytes) }),
    requestEagerStart: allowsEagerStart(options),
  };
}

function summary({ title, description, name }: Plan, mock: boolean): string {
  const text = title ?? description?.split('\n')[0] ?? name;
  return mock ? `[mock model] ${text}` : text;
}

function initialAttributes({ attributes }: TemporalOptions, version: number): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: defineSearchAttributeKey('OstinatoVersion', 'INT'), value: version },
    { key: defineSearchAttributeKey('OstinatoStatus', 'KEYWORD'), value: 'running' },
  ];
  return pairs.filter(({ key }) => attributes.some((name) => name === key.name));
}

/** Only a connection shared with a worker of this process can hand it the first task at once. */
function allowsEagerStart({ client }: TemporalOptions): boolean {
  const connection: InternalConnectionLike = client.connection;
  return connection[InternalConnectionLikeSymbol]?.supportsEagerStart === true;
}
