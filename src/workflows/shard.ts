/**
 * Parts of maps as Temporal's child workflows. Owns how they are started; they have a type of their own, as they are no
 * runs that anybody has submitted.
 */
import {
  ChildWorkflowCancellationType,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { Json, Plan, ShardCommand } from '../interpreter/sandbox.ts';
import { summaryOf } from './activity-options.ts';
import type { ChildEnd } from './child.ts';
import { childError } from './failures.ts';
import { memoKey, type PartRun, partType, type RunArguments, type RunNote } from './messages.ts';

/** @param plan of the run around */
export function beginShard({ op, title }: ShardCommand, run: PartRun, plan: Plan, end: ChildEnd): void {
  const { parent, definition } = run;
  const note: RunNote = { parent: parent.runId, version: definition.version };
  const failed = (failure: unknown) => end.failed(isCancellation(failure) ? undefined : childError(failure));
  startChild(partType, {
    // The run around has one visit of this name, so this is the only one that has it.
    workflowId: `${parent.runId}/${op}`,
    args: [run, plan] satisfies RunArguments,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    memo: { [memoKey]: note },
    staticSummary: summaryOf(title),
  }).then(
    // What a run gives has been through JSON.
    (child) => child.result().then((result: unknown) => end.done((result ?? null) as Json), failed),
    failed,
  );
}
