/**
 * Parts of maps as Temporal's child workflows. Owns how they are started; they have a type of their own, as they are no
 * runs that anybody has submitted, and what they are told while they go on.
 */
import {
  ChildWorkflowCancellationType,
  type ChildWorkflowHandle,
  ParentClosePolicy,
  startChild,
  type Workflow,
} from '@temporalio/workflow';
import type { Plan, ShardCommand, TellCommand } from '../interpreter/sandbox.ts';
import { summaryOf } from './activity-options.ts';
import { awaitEnd, type ChildEnd } from './child.ts';
import {
  memoKey,
  type PartRun,
  partType,
  type RunArguments,
  resumeSignal,
  type RunNote,
  verbSignal,
} from './messages.ts';
import { createPost, type Post } from './post.ts';
import { partId } from './run-id.ts';

export interface Parts {
  /** Those that have begun and not ended, by `op`. */
  readonly begun: Map<string, Promise<ChildWorkflowHandle<Workflow>>>;
  readonly post: Post;
}

export function createParts(): Parts {
  return { begun: new Map(), post: createPost() };
}

/** @param plan of the run around */
export function beginShard(
  { op, title }: ShardCommand,
  run: PartRun,
  plan: Plan,
  parts: Parts,
  end: ChildEnd,
): void {
  const { parent, definition } = run;
  const note: RunNote = { parent: parent.runId, version: definition.version };
  const started = startChild(partType, {
    workflowId: partId(parent.runId, op),
    args: [run, plan] satisfies RunArguments,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    memo: { [memoKey]: note },
    staticSummary: summaryOf(title),
  });
  parts.begun.set(op, started);
  awaitEnd(started, {
    done: (result) => {
      parts.begun.delete(op);
      end.done(result);
    },
    failed: (error) => {
      parts.begun.delete(op);
      end.failed(error);
    },
  });
}

/** A part that is not there any more, or cannot be started, has nothing to hear: its end is told to the run. */
export function tellPart({ op, told }: TellCommand, { begun, post }: Parts): void {
  const begin = begun.get(op);
  if (!begin) return;
  post.send(told, () =>
    begin.then((part) => {
      if ('answer' in told) return part.signal(resumeSignal, told.answer);
      const { do: name, ...sent } = told.verb;
      return part.signal(verbSignal(name), sent);
    }),
  );
}
