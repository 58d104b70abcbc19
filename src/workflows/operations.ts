/**
 * Begins what the core commands, each with one continuation that feeds its end back (DR2). Owns how commands become
 * Temporal's activities and timers; child runs are `child.ts`.
 */
import { isCancellation, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type {
  CallCommand,
  ChildCommand,
  Command,
  Json,
  Plan,
  RunResult,
  ShardCommand,
  TellCommand,
  TimerCommand,
} from '../interpreter/sandbox.ts';
import { activityOptions, summaryOf } from './activity-options.ts';
import { beginCall, cancellationOf } from './begin-call.ts';
import { beginChild, type ChildEnd, type Family } from './child.ts';
import { beginShard, type Parts, tellPart } from './shard.ts';
import { toRunError } from './failures.ts';
import type { Feed } from './feed.ts';
import type { Gate } from './gate.ts';
import type { Groups } from './groups.ts';
import { opened } from './kept.ts';
import { limitedQueue } from './limited.ts';
import type { PartRun } from './messages.ts';
import type { Timers } from './timers.ts';

type Calls = Record<string, (input: Json) => Promise<Json>>;

/** What commands are executed with. */
export interface Operations {
  readonly groups: Groups;
  readonly gate: Gate;
  readonly timers: Timers;
  readonly feed: Feed;
  readonly family: Family;
  /** What the run of a shard is started with. */
  readonly part: (command: ShardCommand) => { readonly run: PartRun; readonly plan: Plan };
  readonly parts: Parts;
  readonly finish: (result: RunResult) => void;
}

export function execute(command: Command, operations: Operations): void {
  const { groups, gate, finish } = operations;
  switch (command.type) {
    case 'call':
      return gate.enter(command, () => groups.within(command.group, () => call(command, operations)));
    case 'child':
      return gate.enter(command, () => groups.within(command.group, () => child(command, operations)));
    case 'shard':
      return gate.enter(command, () => groups.within(command.group, () => shard(command, operations)));
    case 'tell':
      return tell(command, operations);
    case 'timer':
      return groups.within(command.group, () => timer(command, operations));
    case 'stop':
      gate.flush(command.group);
      return groups.stop(command.group);
    case 'finish':
      return finish(command.result);
  }
}

function call(command: CallCommand, operations: Operations): void {
  const { op, activity, input, awaitStop } = command;
  const { feed, family } = operations;
  const taskQueue = limitedQueue(command, workflowInfo().taskQueue, family.limited);
  const activities = proxyActivities<Calls>({
    ...activityOptions(command),
    ...(taskQueue !== undefined && { taskQueue }),
    cancellationType: cancellationOf(awaitStop),
  });
  const begin = activities[activity];
  if (!begin) throw new Error(`no activity ${activity}`);
  beginCall(
    command,
    () => begin(input),
    (reply) => {
      leave(command, operations);
      feed({ type: 'done', op, result: opened(input, reply ?? null).result });
    },
    (failure: unknown) => {
      leave(command, operations);
      if (isCancellation(failure)) feed({ type: 'stopped', op });
      else feed({ type: 'failed', op, error: toRunError(failure) });
    },
  );
}

function child(command: ChildCommand, operations: Operations): void {
  beginChild(command, operations.family, endOf(command, operations));
}

function shard(command: ShardCommand, operations: Operations): void {
  const { run, plan } = operations.part(command);
  beginShard(command, run, plan, operations.parts, endOf(command, operations));
}

/** What is for a part that waits for room waits behind it. */
function tell(command: TellCommand, { gate, parts }: Operations): void {
  if (parts.has(command.op)) return tellPart(command, parts);
  gate.enter(command, () => {
    tellPart(command, parts);
    gate.leave();
  });
}

/** What the end of a child workflow is for the run. */
function endOf(command: ChildCommand | ShardCommand, operations: Operations): ChildEnd {
  const { op } = command;
  const { feed } = operations;
  return {
    done: (result) => {
      leave(command, operations);
      feed({ type: 'done', op, result });
    },
    failed: (error) => {
      leave(command, operations);
      feed(error ? { type: 'failed', op, error } : { type: 'stopped', op });
    },
  };
}

function leave({ group }: { readonly group: string }, { groups, gate }: Operations): void {
  groups.leave(group);
  gate.leave();
}

function timer(command: TimerCommand, { groups, timers, feed }: Operations): void {
  const { op, title, group } = command;
  sleep(timers.arm(command), { summary: summaryOf(title) }).then(
    () => {
      groups.leave(group);
      timers.disarm(op);
      feed({ type: 'fired', op });
    },
    () => {
      groups.leave(group);
      timers.disarm(op);
      feed({ type: 'stopped', op });
    },
  );
}
