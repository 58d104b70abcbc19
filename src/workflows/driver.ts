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
 * DR5. A run ends when its global locks have been given back: a lock does not outlive its holder.
 * DR6. A run that goes on in a new execution first takes up what it carries; the core hears nothing of it (ADR 0011).
 */
import { CancellationScope, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import {
  type Command,
  createShardRun,
  createState,
  describeRun,
  forget,
  type Json,
  openStatus,
  type Plan,
  PLAN_VERSION,
  type RunIdentity,
  type RunResult,
  type RunState,
  transition,
} from '../interpreter/sandbox.ts';
import { upsertStatus } from './attributes.ts';
import { createReleases } from './releases.ts';
import { toCancellation, toFailure, toRunError } from './failures.ts';
import type { Feed } from './feed.ts';
import { createGate } from './gate.ts';
import { goOn } from './go-on.ts';
import { createGroups } from './groups.ts';
import { listen, listenWhileLoading } from './listen.ts';
import { load } from './load.ts';
import { baseOf, childOf, continuedRun, type Loaded, partOf, armedAgain } from './continued.ts';
import type { Carried, LoadedRun, PartRun, RunArguments, RunInput } from './messages.ts';
import { execute, laneOf, type Operations } from './operations.ts';
import { createPassage } from './passage.ts';
import { createParts } from './shard.ts';
import { createTimers } from './timers.ts';

/** Runs one plan to its end. Resolves with the output; rejects with the failure of the run, or its cancellation. */
export function drive(...[run, plan]: RunArguments): Promise<Json> {
  if (plan === undefined) {
    if ('load' in run) return driveLoaded(run);
    throw new Error('The workflow was started without a plan: it is for Ostinato to start');
  }
  if ('carried' in run) return drivePlan(run, { ...run, plan }, run.carried.state, run.carried);
  if ('shard' in run) return drivePart(run, plan);
  return drivePlan(run, { ...run, plan }, newState(run, { ...run, plan }));
}

function driveLoaded(input: LoadedRun): Promise<Json> {
  listenWhileLoading();
  return load(input).then(
    (loaded) => drivePlan(input, loaded, newState(input, loaded)),
    (failure: unknown) => {
      throw isCancellation(failure) ? failure : toFailure(toRunError(failure), input.retry);
    },
  );
}

function drivePart(run: PartRun, around: Plan): Promise<Json> {
  const of = { ...run.of, execution: workflowInfo().runId };
  const { plan, state } = createShardRun(around, of, run.shard);
  return drivePlan(run, { ...run, plan }, state);
}

function drivePlan(run: RunInput, loaded: Loaded, state: RunState, carried?: Carried): Promise<Json> {
  const { plan } = loaded;
  refuseNewer(plan);
  const { attributes, continueAfter } = run;
  const { workflowId: runId } = workflowInfo();
  const gate = createGate(() => workflowInfo().historyLength);
  const timers = createTimers();
  return new Promise((resolve, reject) => {
    const status = upsertStatus(attributes, carried ? openStatus(state) : 'running');
    const releases = createReleases();
    const begin = (commands: readonly Command[]) => {
      releases.begin(commands);
      for (const command of commands) execute(command, operations);
    };
    const feed: Feed = (event) => {
      if (!('local' in event) && event.type !== 'stopped') lane.heard();
      const commands = transition(plan, state, { ...event, at: Date.now() });
      forget(plan, state);
      begin(commands);
      releases.end(event);
      if (!state.result) status(state);
      passage.look();
      lane.go();
    };
    const open = () => {
      gate.open();
      lane.go();
    };
    const lane = laneOf(gate, () => operations);
    const operations: Operations = {
      groups: createGroups(),
      gate,
      lane,
      timers,
      feed,
      family: { runId, ...baseOf(run) },
      parts: createParts(),
      part: (command) => ({ run: partOf(run, loaded, state, command), plan }),
      finish: (result) => releases.whenNone(() => settle(result, run, { resolve, reject })),
    };
    const passage = createPassage({
      gate: { ...gate, open },
      after: continueAfter,
      hasMoved: 'carried' in run && run.moved === true,
      isOver: () => state.result !== undefined,
      pass: () => {
        const taken: Carried = { state, commands: gate.waiting(), timers: timers.armed() };
        void goOn(continuedRun(run, loaded, taken), plan).catch(reject);
      },
    });
    setCurrentDetails(lazily(() => describeRun(plan, state)));
    CancellationScope.current().cancelRequested.catch(() => feed({ type: 'cancel' }));
    if (carried) {
      // All of it at once may be more than a task takes (GA1).
      gate.close();
      begin(carried.commands);
      open();
      begin(armedAgain(carried));
    } else feed({ type: 'start' });
    listen(plan, state, feed);
  });
}

function newState(run: RunInput, { plan, input, definition }: Loaded): RunState {
  const { workflowId: id, workflowType: workflow, runId: execution } = workflowInfo();
  const identity: RunIdentity = {
    id,
    workflow,
    version: definition.version,
    ...(run.by !== undefined && { by: run.by }),
    ...('depth' in run && { depth: run.depth }),
    execution,
  };
  return createState(plan, identity, input);
}

function refuseNewer({ planVersion }: Plan): void {
  if (planVersion > PLAN_VERSION)
    throw new Error(`This worker is too old for plan version ${planVersion}: start a newer one`);
}

/**
 * A text that is made when the metadata query serialises it, so that it is always true and costs nothing at each step
 * (measured: 3 % of the worker's CPU in a chain). JSON takes what `toJSON` gives for the string that the SDK declares.
 */
function lazily(text: () => string): string {
  return { toJSON: text } as unknown as string;
}

interface Settle {
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: Error) => void;
}

function settle(result: RunResult, run: RunInput, { resolve, reject }: Settle): void {
  switch (result.status) {
    case 'succeeded':
      return resolve(result.output);
    case 'failed':
      return reject(toFailure(result.error, childOf(run)?.retry));
    case 'cancelled':
      return reject(toCancellation(result.error));
  }
}
