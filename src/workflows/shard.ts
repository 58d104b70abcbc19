/**
 * Parts of maps as Temporal's child workflows. Owns how they are started; they have a type of their own, as they are no
 * runs that anybody has submitted.
 */
import { ChildWorkflowCancellationType, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Plan, ShardCommand } from '../interpreter/sandbox.ts';
import { summaryOf } from './activity-options.ts';
import { awaitEnd, type ChildEnd } from './child.ts';
import { memoKey, type PartRun, partType, type RunArguments, type RunNote } from './messages.ts';

/** @param plan of the run around */
export function beginShard({ op, title }: ShardCommand, run: PartRun, plan: Plan, end: ChildEnd): void {
  const { parent, definition } = run;
  const note: RunNote = { parent: parent.runId, version: definition.version };
  const started = startChild(partType, {
    // The run around has one visit of this name, so this is the only one that has it.
    workflowId: `${parent.runId}/${op}`,
    args: [run, plan] satisfies RunArguments,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    memo: { [memoKey]: note },
    staticSummary: summaryOf(title),
  });
  awaitEnd(started, end);
}
