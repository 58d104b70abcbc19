/**
 * Translates between Temporal's failures and the errors of a run. Owns the mapping in both directions; used by the
 * driver and, on histories, by the client.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { clip, isObject, mayRetry, type RetryPlan, type RunError } from '../interpreter/sandbox.ts';

/** What an operation failed with, as an error of the run. */
export function toRunError(failure: unknown): RunError {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (cause instanceof ApplicationFailure) return applicationError(cause);
  if (cause instanceof TimeoutFailure) return timeoutError(cause);
  if (cause instanceof CancelledFailure) return { type: 'cancelled', title: cause.message, retryable: false };
  if (cause instanceof TerminatedFailure)
    return { type: 'terminated', title: cause.message, retryable: false };
  return {
    type: 'internal',
    title: cause instanceof Error ? cause.message : String(cause),
    retryable: false,
  };
}

/** What a child run failed with. `failure` is that of the child, or what the SDK puts around it. */
export function childError(failure: unknown): RunError {
  const cause = failure instanceof ChildWorkflowFailure ? failure.cause : failure;
  if (cause instanceof TerminatedFailure)
    return { type: 'terminated', title: 'The child run was terminated from outside', retryable: false };
  if (cause instanceof TimeoutFailure)
    return {
      type: 'run-timeout',
      title: 'The child run took longer than Temporal allowed it',
      retryable: false,
    };
  if (cause instanceof WorkflowExecutionAlreadyStartedError)
    return { type: 'internal', title: 'There is a run of the id that the child was given', retryable: true };
  return toRunError(cause);
}

function applicationError(failure: ApplicationFailure): RunError {
  const [detail] = failure.details ?? [];
  if (isRunError(detail)) return detail;
  return { type: failure.type ?? 'internal', title: failure.message, retryable: !failure.nonRetryable };
}

function isRunError(value: unknown): value is RunError {
  return isObject(value) && typeof value['type'] === 'string' && typeof value['title'] === 'string';
}

function timeoutError(failure: TimeoutFailure): RunError {
  switch (failure.timeoutType) {
    case 'HEARTBEAT':
      return {
        type: 'worker-lost',
        title: 'The worker that executed the node stopped answering',
        detail: 'Give the node a `retry` if it may run twice.',
        retryable: true,
      };
    case 'START_TO_CLOSE':
      return { type: 'attempt-timeout', title: 'The attempt took too long', retryable: true };
    case 'SCHEDULE_TO_CLOSE':
    case 'SCHEDULE_TO_START':
    case undefined:
      return { type: 'timeout', title: 'The node was not done in time', retryable: false };
  }
}

/** Of what is no payload, and so stands in a history as it is. */
const caps = { type: 200, title: 2_000 };

/** An error takes part of one payload at most; a larger one loses its data, and the end of its texts. */
function bounded(error: RunError): RunError {
  if (JSON.stringify(error).length <= 200_000) return error;
  const { data: _, ...rest } = error;
  const detail = rest.detail?.slice(0, 10_000);
  return {
    ...rest,
    type: clip(rest.type, caps.type),
    title: clip(rest.title, caps.title),
    ...(detail !== undefined && { detail }),
  };
}

/** The cancellation with which a cancelled run ends. */
export function toCancellation(error: RunError | undefined): CancelledFailure {
  return new CancelledFailure(clip(error?.title ?? 'The run was cancelled', caps.title));
}

/** The failure with which a failed run ends; its type is the error's type. `retry` is that of a child run's node. */
export function toFailure(of: RunError, retry?: RetryPlan): ApplicationFailure {
  const error = bounded(of);
  return ApplicationFailure.create({
    type: clip(error.type, caps.type),
    message: clip(error.instance ? `${error.instance}: ${error.title}` : error.title, caps.title),
    nonRetryable: retry === undefined || !mayRetry(error, retry),
    details: [error],
  });
}
