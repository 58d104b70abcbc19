/**
 * Runs of other definitions as Temporal's child workflows. Owns what a child is started with, and what its end is for
 * the run around it.
 *
 * CH1. A child that is awaited is asked to end with the node, or with the run, that awaits it, and its end is awaited.
 * CH2. A detached child is left to itself from the moment it is there.
 * CH3. A child carries what any run carries, so that it is one (`start.ts` of the client).
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  type ChildWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
  type Workflow,
} from '@temporalio/workflow';
import type { ChildCommand, Json, RunError } from '../interpreter/sandbox.ts';
import { retryPolicy, summaryOf } from './activity-options.ts';
import { childError } from './failures.ts';
import {
  type LoadedRun,
  memoKey,
  type RunArguments,
  type RunBase,
  type RunNote,
  type SearchAttributeName,
} from './messages.ts';
import { newRunId } from './run-id.ts';

/** What a run hands on to its children. */
export type Family = RunBase & { readonly runId: string };

/** How a child ends for the run around it. */
export interface ChildEnd {
  readonly done: (result: Json) => void;
  /** Without an error: it was stopped. */
  readonly failed: (error?: RunError) => void;
}

export function beginChild(command: ChildCommand, family: Family, end: ChildEnd): void {
  const runId = newRunId(command.workflow, (below) => Math.floor(Math.random() * below));
  const started = startChild(command.workflow, childOptions(command, family, runId));
  awaitEnd(started, end, command.detach ? runId : undefined);
}

/** @param instead what the end is when nobody waits for it: known as soon as the child is there */
export function awaitEnd(
  started: Promise<ChildWorkflowHandle<Workflow>>,
  end: ChildEnd,
  instead?: string,
): void {
  const failed = (failure: unknown) => end.failed(isCancellation(failure) ? undefined : childError(failure));
  started.then((child) => {
    if (instead !== undefined) return end.done(instead);
    // What a run gives has been through JSON.
    return child.result().then((result: unknown) => end.done((result ?? null) as Json), failed);
  }, failed);
}

function childOptions(command: ChildCommand, family: Family, runId: string) {
  const { detach, retry, title } = command;
  const note: RunNote = { parent: family.runId };
  return {
    workflowId: runId,
    args: [childInput(command, family)] satisfies RunArguments,
    cancellationType: detach
      ? ChildWorkflowCancellationType.ABANDON
      : ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parentClosePolicy: detach ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
    ...(retry.attempts > 1 && { retry: retryPolicy(retry) }),
    memo: { [memoKey]: note },
    typedSearchAttributes: running(family.attributes),
    staticSummary: summaryOf(title),
  };
}

function childInput(command: ChildCommand, { runId, ...handedOn }: Family): LoadedRun {
  const { workflow, version, input, depth, op } = command;
  return {
    ...handedOn,
    load: { workflow, ...(version !== undefined && { version }) },
    input,
    depth,
    parent: { runId, op },
    retry: command.retry,
  };
}

const statusName: SearchAttributeName = 'OstinatoStatus';
const statusKey = defineSearchAttributeKey(statusName, SearchAttributeType.KEYWORD);

function running(usable: readonly string[]) {
  return usable.includes(statusName) ? [{ key: statusKey, value: 'running' }] : [];
}
