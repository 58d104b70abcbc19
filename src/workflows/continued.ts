/** What a run that goes on in a new execution is started with, and what it begins with. Owns nothing that happens. */
import { workflowInfo } from '@temporalio/workflow';
import type { Command, LoadReply } from '../interpreter/sandbox.ts';
import { isOutdated } from './go-on.ts';
import type { Carried, ContinuedRun, RunInput } from './messages.ts';

/** What a run is made of, however it has come by it. */
export type Loaded = Pick<LoadReply, 'plan' | 'input' | 'definition'>;

/** What an earlier execution had not begun, and its timers with what is left of them. */
export function takenUp({ commands, timers }: Carried): readonly Command[] {
  const now = Date.now();
  return [...commands, ...timers.map(({ command, due }) => ({ ...command, ms: Math.max(0, due - now) }))];
}

export function continuedRun(run: RunInput, { input, definition }: Loaded, carried: Carried): ContinuedRun {
  const { attributes, mock, by, continueAfter } = run;
  const child = childOf(run);
  return {
    attributes,
    ...(mock && { mock }),
    ...(by !== undefined && { by }),
    ...(continueAfter !== undefined && { continueAfter }),
    input,
    definition,
    carried,
    ...(isOutdated() && { moved: true }),
    startedAt: 'startedAt' in run ? run.startedAt : workflowInfo().startTime.getTime(),
    ...(child && { child }),
  };
}

export function childOf(run: RunInput): ContinuedRun['child'] {
  if ('carried' in run) return run.child;
  return 'load' in run ? { parent: run.parent, retry: run.retry } : undefined;
}
