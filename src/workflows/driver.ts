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
 */
import {
  CancellationScope,
  CancelledFailure,
  isCancellation,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import {
  createState,
  describeRun,
  forget,
  type Json,
  type Plan,
  PLAN_VERSION,
  type RunIdentity,
  type RunResult,
  transition,
} from '../interpreter/sandbox.ts';
import { upsertStatus } from './attributes.ts';
import { createReleases } from './releases.ts';
import { toFailure, toRunError } from './failures.ts';
import type { Feed } from './feed.ts';
import { createGate } from './gate.ts';
import { createGroups } from './groups.ts';
import { listen, listenWhileLoading } from './listen.ts';
import { load } from './load.ts';
import type { LoadedRun, PlannedRun, RunInput } from './messages.ts';
import { execute, type Operations } from './operations.ts';

/** Runs one plan to its end. Resolves with the output; rejects with the failure of the run, or its cancellation. */
export function drive(input: RunInput): Promise<Json> {
  return 'plan' in input ? drivePlan(input, input) : driveLoaded(input);
}

function driveLoaded(input: LoadedRun): Promise<Json> {
  listenWhileLoading();
  return load(input).then(
    (loaded) => drivePlan(input, loaded),
    (failure: unknown) => {
      throw isCancellation(failure) ? failure : toFailure(toRunError(failure), input.retry);
    },
  );
}

type Loaded = Pick<PlannedRun, 'plan' | 'input' | 'definition'>;

function drivePlan(run: RunInput, { plan, input, definition }: Loaded): Promise<Json> {
  refuseNewer(plan);
  const { workflowId: runId, workflowType } = workflowInfo();
  const { attributes, mock, by } = run;
  const state = createState(plan, identity(run, runId, workflowType, definition.version), input);
  return new Promise((resolve, reject) => {
    const status = upsertStatus(attributes);
    const releases = createReleases();
    const feed: Feed = (event) => {
      const commands = transition(plan, state, { ...event, at: Date.now() });
      releases.begin(commands);
      forget(plan, state);
      for (const command of commands) execute(command, operations);
      releases.end(event);
      if (!state.result) status(state);
    };
    const operations: Operations = {
      groups: createGroups(),
      gate: createGate(),
      feed,
      family: { runId, attributes, ...(mock && { mock }), ...(by !== undefined && { by }) },
      finish: (result) => releases.whenNone(() => settle(result, run, { resolve, reject })),
    };
    setCurrentDetails(lazily(() => describeRun(plan, state)));
    CancellationScope.current().cancelRequested.catch(() => feed({ type: 'cancel' }));
    feed({ type: 'start' });
    listen(plan, state, feed);
  });
}

function identity(run: RunInput, id: string, workflow: string, version: number): RunIdentity {
  return {
    id,
    workflow,
    version,
    ...(run.by !== undefined && { by: run.by }),
    ...('depth' in run && { depth: run.depth }),
  };
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
      return reject(toFailure(result.error, 'retry' in run ? run.retry : undefined));
    case 'cancelled':
      return reject(new CancelledFailure(result.error?.title ?? 'The run was cancelled'));
  }
}
