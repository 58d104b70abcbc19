/**
 * Begins what the core commands, each with one continuation that feeds its end back (DR2). Owns how commands become
 * Temporal's activities and timers; child runs are `child.ts`.
 */
import { ActivityCancellationType, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { CallCommand, Command, Json, RunResult, TimerCommand } from '../interpreter/sandbox.ts';
import { activityOptions, summaryOf } from './activity-options.ts';
import { beginChild, type Family } from './child.ts';
import { toRunError } from './failures.ts';
import type { Feed } from './feed.ts';
import type { Groups } from './groups.ts';
import { opened } from './kept.ts';

type Calls = Record<string, (input: Json) => Promise<Json>>;

/** What commands are executed with. */
export interface Operations {
  readonly groups: Groups;
  readonly feed: Feed;
  readonly family: Family;
  readonly finish: (result: RunResult) => void;
}

export function execute(command: Command, operations: Operations): void {
  const { groups, feed, family, finish } = operations;
  switch (command.type) {
    case 'call':
      return groups.within(command.group, () => call(command, groups, feed));
    case 'child':
      return groups.within(command.group, () => beginChild(command, family, groups, feed));
    case 'timer':
      return groups.within(command.group, () => timer(command, groups, feed));
    case 'stop':
      return groups.stop(command.group);
    case 'finish':
      return finish(command.result);
  }
}

function call(command: CallCommand, groups: Groups, feed: Feed): void {
  const { op, group, activity, input, awaitStop } = command;
  const activities = proxyActivities<Calls>({
    ...activityOptions(command),
    cancellationType: awaitStop
      ? ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
      : ActivityCancellationType.TRY_CANCEL,
  });
  const begin = activities[activity];
  if (!begin) throw new Error(`no activity ${activity}`);
  begin(input).then(
    (reply) => {
      groups.leave(group);
      feed({ type: 'done', op, result: opened(input, reply ?? null).result });
    },
    (failure: unknown) => {
      groups.leave(group);
      if (isCancellation(failure)) feed({ type: 'stopped', op });
      else feed({ type: 'failed', op, error: toRunError(failure) });
    },
  );
}

function timer({ op, ms, title, group }: TimerCommand, groups: Groups, feed: Feed): void {
  sleep(ms, { summary: summaryOf(title) }).then(
    () => {
      groups.leave(group);
      feed({ type: 'fired', op });
    },
    () => {
      groups.leave(group);
      feed({ type: 'stopped', op });
    },
  );
}
