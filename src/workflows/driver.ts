/**
 * The driver: executes the commands of the core with Temporal's workflow API and feeds it what happens. The only code
 * that knows both. Owns no rule of the language.
 *
 * DR1. Handlers are set in the first synchronous piece, after the start was fed: setting one delivers what came with
 *      the start, and that must find the requests open.
 * DR2. One continuation per operation, no `async`, no scope per node: three promises per node (ADR 0002).
 * DR3. Operations of the group `run` live in the workflow's own scope; every other group has a scope of its own that
 *      cancellation from outside does not reach: the core decides what is stopped, and when.
 * DR4. What the core throws is a fault of the interpreter: it fails the workflow task, so that a mended worker goes on.
 */
import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Answer,
  type CallCommand,
  type Command,
  createState,
  describeRun,
  type Event,
  judge,
  type Json,
  type Plan,
  PLAN_VERSION,
  type RunResult,
  type RunState,
  type TimerCommand,
  transition,
} from '../interpreter/sandbox.ts';
import { activityOptions, summaryOf } from './activity-options.ts';
import { upsertStatus } from './attributes.ts';
import { toFailure, toRunError } from './failures.ts';
import { resumeSignal, resumeUpdate, type ResumeReply, type RunInput } from './messages.ts';

type Calls = Record<string, (input: Json) => Promise<Json>>;

/** Runs one plan to its end. Resolves with the output; rejects with the failure of the run, or its cancellation. */
export function drive(input: RunInput): Promise<Json> {
  if (input.plan.planVersion > PLAN_VERSION) {
    throw new Error(`This worker is too old for plan version ${input.plan.planVersion}: start a newer one`);
  }
  const { workflowId, workflowType } = workflowInfo();
  const run = { id: workflowId, workflow: workflowType, version: input.definition.version };
  const state = createState(input.plan, run, input.input);
  return new Promise((resolve, reject) => {
    const groups = createGroups();
    const status = upsertStatus(input.attributes);
    const feed = (event: Unstamped) => {
      const commands = transition(input.plan, state, { ...event, at: Date.now() });
      for (const command of commands)
        execute(command, groups, feed, (result) => settle(result, resolve, reject));
      if (!state.result) status(state);
    };
    setCurrentDetails(lazily(() => describeRun(input.plan, state)));
    CancellationScope.current().cancelRequested.catch(() => feed({ type: 'cancel' }));
    feed({ type: 'start' });
    listen(input.plan, state, feed);
  });
}

/** An event without its time, which is that of the workflow task. */
type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;
type Feed = (event: Unstamped) => void;

/**
 * A text that is made when the metadata query serialises it, so that it is always true and costs nothing at each step
 * (measured: 3 % of the worker's CPU in a chain). JSON takes what `toJSON` gives for the string that the SDK declares.
 */
function lazily(text: () => string): string {
  return { toJSON: text } as unknown as string;
}

function settle(result: RunResult, resolve: (output: Json) => void, reject: (failure: Error) => void): void {
  switch (result.status) {
    case 'succeeded':
      return resolve(result.output);
    case 'failed':
      return reject(toFailure(result.error));
    case 'cancelled':
      return reject(new CancelledFailure(result.error?.title ?? 'The run was cancelled'));
  }
}

/** Sets every handler (DR1). */
function listen(plan: Plan, state: RunState, feed: Feed): void {
  setHandler(resumeUpdate, (answer) => accept(plan, state, answer, feed), {
    validator: (answer) => refuseBad(plan, state, answer),
    description: 'Answers an open request: { request, value?, outcome?, idempotencyKey? }',
  });
  setHandler(resumeSignal, (answer) => feed({ type: 'answer', answer }), {
    description: 'As the update, without a reply; a refused answer is shown in the run',
  });
}

function refuseBad(plan: Plan, state: RunState, answer: Answer): void {
  const verdict = judge(plan, state, answer);
  if (verdict.is !== 'refuse') return;
  const { type, title, request, faults } = verdict;
  throw ApplicationFailure.nonRetryable(title, type, { request, faults });
}

/** Judges again: another answer may have come between validation and now. */
function accept(plan: Plan, state: RunState, answer: Answer, feed: Feed): ResumeReply {
  refuseBad(plan, state, answer);
  const verdict = judge(plan, state, answer);
  if (verdict.is === 'accept') feed({ type: 'answer', answer });
  if (verdict.is === 'refuse') throw new Error(verdict.title);
  return { request: verdict.request, ...(verdict.outcome !== undefined && { outcome: verdict.outcome }) };
}

interface Groups {
  /** Calls `begin` so that what it begins is stopped with the group. */
  within(group: string, begin: () => void): void;
  /** One operation of the group has ended. */
  leave(group: string): void;
  stop(group: string): void;
}

function createGroups(): Groups {
  const own = CancellationScope.current();
  const shield = new CancellationScope({ cancellable: false });
  const groups = new Map<string, { readonly scope: CancellationScope; operations: number }>();
  const begun = Promise.resolve();
  const enter = (name: string) => {
    const group = groups.get(name) ?? {
      scope: new CancellationScope({ parent: shield, cancellable: true }),
      operations: 0,
    };
    groups.set(name, group);
    group.operations++;
    return group.scope;
  };
  return {
    within(name, begin) {
      const scope = name === 'run' ? own : enter(name);
      if (CancellationScope.current() === scope) return begin();
      void scope.run(() => {
        begin();
        return begun;
      });
    },
    leave(name) {
      const group = groups.get(name);
      if (group && --group.operations === 0) groups.delete(name);
    },
    stop(name) {
      if (name === 'run') own.cancel();
      else groups.get(name)?.scope.cancel();
    },
  };
}

function execute(command: Command, groups: Groups, feed: Feed, finish: (result: RunResult) => void): void {
  switch (command.type) {
    case 'call':
      return groups.within(command.group, () => call(command, groups, feed));
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
    (result) => {
      groups.leave(group);
      feed({ type: 'done', op, result: result ?? null });
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
