/**
 * Begins what the core commands, each with one continuation that feeds its end back (DR2). Owns how commands become
 * Temporal's activities and timers; child runs are `child.ts`, the local lane is `lane.ts`.
 */
import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
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
import { createLane, type Lane } from './lane.ts';
import { limitedQueue } from './limited.ts';
import { beginLocal, isNameable } from './local.ts';
import { laneTimer, type PartRun } from './messages.ts';
import { paced, type Timers } from './timers.ts';

type Calls = Record<string, (input: Json) => Promise<Json>>;

/** What commands are executed with. */
export interface Operations {
  readonly groups: Groups;
  readonly gate: Gate;
  readonly lane: Lane;
  readonly timers: Timers;
  readonly feed: Feed;
  readonly family: Family;
  /** What the run of a shard is started with. */
  readonly part: (command: ShardCommand) => { readonly run: PartRun; readonly plan: Plan };
  readonly parts: Parts;
  readonly finish: (result: RunResult) => void;
}

export function execute(command: Command, operations: Operations): void {
  const { groups, gate, lane, finish } = operations;
  switch (command.type) {
    case 'call':
      return gate.enter(command, () => beginWork(command, operations));
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
      lane.flush(command.group);
      return groups.stop(command.group);
    case 'finish':
      return finish(command.result);
  }
}

function beginWork(command: CallCommand, operations: Operations): void {
  if (isLocal(command, operations)) operations.lane.enter(command);
  else callWithin(command, operations);
}

/** What has a limit waits for it in a task queue. */
function isLocal(command: CallCommand, { family }: Operations): boolean {
  return command.lane === 'local' && isNameable(command) && queueOf(command, family) === undefined;
}

function queueOf(command: CallCommand, { limited }: Family): string | undefined {
  return limitedQueue(command, workflowInfo().taskQueue, limited);
}

/** The lane of a run. `operations` is what it is one of, and so is asked for later. */
export function laneOf(gate: Gate, operations: () => Operations): Lane {
  const call = (command: CallCommand) => callWithin(command, operations());
  return createLane({
    local(command, index, of, over) {
      const { groups, feed } = operations();
      beginLocal(command, index, of, over, { groups, feed, call, leave: () => gate.leave() });
    },
    activity: call,
    underWay: () => gate.inside(),
    later(wake) {
      // It is not stopped with the run: a cancelled run has things to do, too.
      void CancellationScope.nonCancellable(() => sleep(1_000, { summary: laneTimer })).then(wake);
    },
  });
}

function callWithin(command: CallCommand, operations: Operations): void {
  operations.groups.within(command.group, () => call(command, operations));
}

function call(command: CallCommand, operations: Operations): void {
  const { op, activity, input, awaitStop } = command;
  const { feed, family } = operations;
  const taskQueue = queueOf(command, family);
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
  if (parts.begun.has(command.op)) return tellPart(command, parts);
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
      if (command.type === 'child' && command.detach) leaveDetached(command, operations);
      else leave(command, operations);
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

function leaveDetached({ group }: ChildCommand, { groups, gate }: Operations): void {
  groups.leave(group);
  gate.detach();
}

function timer(command: TimerCommand, { groups, timers, feed }: Operations): void {
  const { op, title, group } = command;
  sleep(paced(timers.arm(command), workflowInfo().historyLength), { summary: summaryOf(title) }).then(
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
