/**
 * Requests: what the run waits for from people, and from clients that answer for a suspended handler (S24, S25). Owns
 * how they open, change and close; the judging of answers is `answer.ts`.
 */
import type { Suspended } from '../../call.ts';
import { isObject } from '../../json.ts';
import type { VisitRef } from '../state.ts';
import type { Step } from '../step.ts';

/** At least so many are kept; a late answer to an older one is refused as unknown. */
const maxAnswers = 1_000;

interface Close {
  readonly how: 'answered' | 'deadline' | 'withdrawn';
  readonly outcome?: string;
  readonly key?: string;
  readonly print?: string;
}

/** Closes what the visit has asked for, the calls of an agent included. */
export function closeRequest(step: Step, at: VisitRef, answer: Close): void {
  for (const id of requestsOf(step, at)) {
    closeOne(step, id, answer);
  }
}

function requestsOf({ state }: Step, at: VisitRef): readonly string[] {
  return Object.keys(state.requests).filter((id) => {
    const request = state.requests[id];
    return request?.scope === at.scope && request.node === at.node && request.visit === at.visit;
  });
}

export function closeOne({ state }: Step, id: string, answer: Close): void {
  delete state.requests[id];
  state.answers[id] = answer;
  if (++state.answered < 2 * maxAnswers) return;
  const old = Object.keys(state.answers).slice(0, -maxAnswers);
  for (const other of old) delete state.answers[other];
  state.answered = maxAnswers;
}

/** Whether a handler has suspended its node instead of giving a result. */
export function isSuspended(result: unknown): result is Suspended {
  if (!isObject(result) || !isObject(result['$suspend'])) return false;
  const { status, reason } = result['$suspend'];
  return Object.keys(result).length === 1 && typeof status === 'string' && typeof reason === 'string';
}

/** The run waits for the value that the handler would have given (S25). */
export function openSuspended(step: Step, at: VisitRef, id: string, { $suspend }: Suspended): void {
  const { status, reason, metadata, form } = $suspend;
  const { scope, node, visit } = at;
  step.state.requests[id] = {
    scope,
    node,
    visit,
    openedAt: step.state.now,
    prompt: reason,
    assignees: [],
    suspended: { status, ...(metadata !== undefined && { metadata }), ...(form !== undefined && { form }) },
  };
}
