/** What the runs are started with that a run begins: its own next execution, and parts of its maps. Owns nothing that happens. */
import { workflowInfo } from '@temporalio/workflow';
import type { Command, LoadReply, RunState, ShardCommand } from '../interpreter/sandbox.ts';
import { isOutdated } from './go-on.ts';
import type { Carried, ContinuedRun, PartRun, RunBase, RunInput } from './messages.ts';

/** What a run is made of, however it has come by it. */
export type Loaded = Pick<LoadReply, 'plan' | 'input' | 'definition'>;

/** The timers of an earlier execution, with what is left of them. */
export function armedAgain({ timers }: Carried): readonly Command[] {
  const now = Date.now();
  return timers.map(({ command, due }) => ({ ...command, ms: Math.max(0, due - now) }));
}

export function continuedRun(run: RunInput, { input, definition }: Loaded, carried: Carried): ContinuedRun {
  const child = childOf(run);
  return {
    ...baseOf(run),
    input,
    definition,
    carried,
    ...(isOutdated() && { moved: true }),
    startedAt: 'startedAt' in run ? run.startedAt : workflowInfo().startTime.getTime(),
    ...(child && { child }),
  };
}

/** What the run of a shard is started with. */
export function partOf(
  run: RunInput,
  { input, definition }: Loaded,
  { run: of }: RunState,
  { op, shard }: ShardCommand,
): PartRun {
  return {
    ...baseOf(run),
    input,
    definition,
    shard,
    of,
    parent: { runId: workflowInfo().workflowId, op },
  };
}

/** What every run that a run begins has from it. */
export function baseOf({ attributes, mock, by, limited, continueAfter }: RunInput): RunBase {
  return {
    attributes,
    ...(mock && { mock }),
    ...(by !== undefined && { by }),
    ...(limited && { limited }),
    ...(continueAfter !== undefined && { continueAfter }),
  };
}

export function childOf(run: RunInput): ContinuedRun['child'] {
  if ('carried' in run) return run.child;
  if ('shard' in run) return { parent: run.parent };
  return 'load' in run ? { parent: run.parent, retry: run.retry } : undefined;
}
