/**
 * Shows a run: its folded state as the details that the api gives. Owns what is said of the whole; nodes and requests
 * have files of their own, the folding is `fold.ts`.
 */
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { RunState } from '../interpreter/core/state.ts';
import { openStatus, waitingFor } from '../interpreter/core/status.ts';
import { nextHalted } from '../interpreter/core/verbs.ts';
import type { RunError } from '../interpreter/errors.ts';
import { type Decode, foldAll, type Folded } from './fold.ts';
import type { LoadedRun, RunInput } from '../workflows/messages.ts';
import type { RequestView, RunDetails, RunStatus } from './orchestrator.ts';
import { nodesOf, shownError } from './project-nodes.ts';
import { requestsOf } from './project-requests.ts';

/** All that Temporal has of a run. */
export interface Recorded {
  readonly description: WorkflowExecutionDescription;
  /** Of the executions that the run has gone through, oldest first. */
  readonly histories: readonly temporal.api.history.v1.IHistory[];
  readonly decode: Decode;
}

export interface ProjectionInput {
  readonly description: WorkflowExecutionDescription;
  readonly folded: Folded;
  readonly workers: number;
  /** What is asked in the parts of its maps. */
  readonly inParts: readonly RequestView[];
  /** Task queues that no worker polls, by the operation that waits there. */
  readonly unserved: ReadonlyMap<string, string>;
}

export function foldRun({ description, histories, decode }: Recorded): Promise<Folded> {
  const run = { id: description.workflowId, workflow: description.type };
  return foldAll(
    run,
    histories.map(({ events }) => events ?? []),
    decode,
  );
}

export function projectRun({ description, folded, workers, inParts, unserved }: ProjectionInput): RunDetails {
  const { plan, loaded, state } = folded;
  const status = statusOf(description, state);
  const error = errorOf(description, folded);
  const parent = parentOf(folded.run);
  const next = isOpen(status) ? nextHalted(plan, state) : undefined;
  return {
    runId: description.workflowId,
    workflow: description.type,
    version: loaded?.definition.version ?? 0,
    status,
    waitingFor: isOpen(status) ? waitsFor(state, inParts) : [],
    ...(next !== undefined && { next }),
    startedAt: 'startedAt' in folded.run ? iso(folded.run.startedAt) : description.startTime.toISOString(),
    ...(description.closeTime && { endedAt: description.closeTime.toISOString() }),
    ...(plan.title !== undefined && { title: plan.title }),
    ...(parent && { parent: parent.runId }),
    ...(folded.run.by !== undefined && { by: folded.run.by }),
    ...tenantOf(description),
    mock: folded.run.mock === true,
    input: loaded?.input ?? folded.run.input,
    ...(state.result?.status === 'succeeded' && { output: state.result.output }),
    ...(error && { error: shownError(folded, error) }),
    nodes: nodesOf(folded, isOpen(status), attemptsNow(description), unserved),
    requests: isOpen(status) ? [...requestsOf(folded), ...inParts] : [],
    refused: state.refused.map(({ at, ...refused }) => ({ at: iso(at), ...refused })),
    workers,
  };
}

function waitsFor(state: RunState, inParts: readonly RequestView[]): RunDetails['waitingFor'] {
  const kinds = waitingFor(state);
  return inParts.length === 0 || kinds.includes('human') ? kinds : ['human', ...kinds];
}

function tenantOf({ priority }: WorkflowExecutionDescription): Pick<RunDetails, 'tenant'> {
  return priority?.fairnessKey ? { tenant: priority.fairnessKey } : {};
}

function parentOf(run: RunInput): LoadedRun['parent'] | undefined {
  if ('carried' in run) return run.child?.parent;
  return 'parent' in run ? run.parent : undefined;
}

function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'waiting' || status === 'paused';
}

/** Closed statuses are Temporal's (settled 6). */
function statusOf(description: WorkflowExecutionDescription, state: RunState): RunStatus {
  switch (description.status.name) {
    case 'COMPLETED':
      return 'succeeded';
    case 'CANCELLED':
      return 'cancelled';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return openStatus(state);
  }
}

function errorOf(description: WorkflowExecutionDescription, folded: Folded): RunError | undefined {
  switch (description.status.name) {
    case 'TIMED_OUT':
      return { type: 'run-timeout', title: 'The run took longer than Temporal allowed it', retryable: false };
    case 'FAILED':
    case 'TERMINATED':
      return folded.failure;
    case 'CANCELLED':
      return folded.state.result?.status === 'cancelled' ? folded.state.result.error : undefined;
    default:
      return undefined;
  }
}

/** Attempts of activities that are under way now, by operation. */
function attemptsNow(description: WorkflowExecutionDescription): ReadonlyMap<string, number> {
  const pending = description.raw.pendingActivities ?? [];
  return new Map(pending.map((activity) => [activity.activityId ?? '', activity.attempt ?? 1]));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
