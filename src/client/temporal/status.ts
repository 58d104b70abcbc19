/** How Temporal's words for the state of a run become ours, and the other way round in queries (settled 6). */
import type { WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import type { SearchAttributeName } from '../../workflows/messages.ts';
import { OrchestratorError, type RunStatus, type WaitingKind } from '../orchestrator.ts';

type Attributes = Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>;
const waitingKinds: readonly string[] = [
  'human',
  'event',
  'timer',
  'lock',
  'budget',
  'pause',
] satisfies WaitingKind[];

export function runStatus(info: Pick<WorkflowExecutionInfo, 'status'> & Attributes): RunStatus {
  return closedStatus(info.status.name) ?? openStatus(info);
}

/** undefined: the run is open. */
export function closedStatus(name: WorkflowExecutionStatusName): RunStatus | undefined {
  switch (name) {
    case 'COMPLETED':
      return 'succeeded';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
    case 'RUNNING':
    case 'PAUSED':
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return undefined;
  }
}

function openStatus(info: Pick<WorkflowExecutionInfo, 'status'> & Attributes): RunStatus {
  if (info.status.name === 'PAUSED') return 'waiting';
  const status = attribute(info, 'OstinatoStatus');
  return status === 'waiting' || status === 'paused' ? status : 'running';
}

export function waitingFor(info: Pick<WorkflowExecutionInfo, 'status'> & Attributes): readonly WaitingKind[] {
  if (info.status.name === 'PAUSED') return ['pause'];
  const value = closedStatus(info.status.name) === undefined ? attribute(info, 'OstinatoWaitingFor') : [];
  return Array.isArray(value) ? value.filter(isWaitingKind) : [];
}

function isWaitingKind(value: unknown): value is WaitingKind {
  return typeof value === 'string' && waitingKinds.includes(value);
}

function attribute({ typedSearchAttributes }: Attributes, name: SearchAttributeName): unknown {
  return typedSearchAttributes.getAll().find(({ key }) => key.name === name)?.value;
}

/** The condition of a visibility query. */
export function statusCondition(
  status: RunStatus | undefined,
  usable: readonly SearchAttributeName[],
): string {
  switch (status) {
    case undefined:
      return "ExecutionStatus != 'ContinuedAsNew'";
    case 'succeeded':
      return "ExecutionStatus = 'Completed'";
    case 'failed':
      return "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')";
    case 'cancelled':
      return "ExecutionStatus = 'Canceled'";
    case 'running':
    case 'waiting':
    case 'paused':
      requireStatusAttribute(usable);
      return `ExecutionStatus = 'Running' AND OstinatoStatus = '${status}'`;
  }
}

function requireStatusAttribute(usable: readonly SearchAttributeName[]): void {
  if (usable.includes('OstinatoStatus')) return;
  throw new OrchestratorError(
    'unavailable',
    'This Temporal server does not offer the search attribute OstinatoStatus, so open runs cannot be told apart. ' +
      'List without a status, or register it: temporal operator search-attribute create --name OstinatoStatus --type Keyword',
  );
}
