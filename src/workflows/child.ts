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
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { ChildCommand, Json } from '../interpreter/sandbox.ts';
import { retryPolicy, summaryOf } from './activity-options.ts';
import { childError } from './failures.ts';
import type { Feed } from './feed.ts';
import type { Groups } from './groups.ts';
import {
  type LoadedRun,
  memoKey,
  type RunInput,
  type RunNote,
  type SearchAttributeName,
} from './messages.ts';
import { newRunId } from './run-id.ts';

/** What a run hands on to its children. */
export type Family = Pick<RunInput, 'attributes' | 'mock' | 'by'> & { readonly runId: string };

export function beginChild(command: ChildCommand, family: Family, groups: Groups, feed: Feed): void {
  const { op, group, detach } = command;
  const runId = newRunId(command.workflow, (below) => Math.floor(Math.random() * below));
  const failed = (failure: unknown) => {
    groups.leave(group);
    if (isCancellation(failure)) feed({ type: 'stopped', op });
    else feed({ type: 'failed', op, error: childError(failure) });
  };
  startChild(command.workflow, childOptions(command, family, runId)).then((child) => {
    if (!detach) return child.result().then(done, failed);
    return done(runId);
  }, failed);

  function done(result: unknown): void {
    groups.leave(group);
    // What a run gives has been through JSON.
    feed({ type: 'done', op, result: (result ?? null) as Json });
  }
}

function childOptions(command: ChildCommand, family: Family, runId: string) {
  const { detach, retry, title } = command;
  const note: RunNote = { parent: family.runId };
  return {
    workflowId: runId,
    args: [childInput(command, family)] satisfies [RunInput],
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
