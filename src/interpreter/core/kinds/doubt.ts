/**
 * Work that must be done once and ended in doubt (S36): a person is asked what became of it. Owns the question, and the
 * call that is made again; what the other answers do is `accept.ts`.
 *
 * DO1. The same inputs and the same key, whatever has changed in the run meanwhile.
 * DO2. What of `timeout` is left goes on counting, over questions and calls.
 */
import type { RunError } from '../../errors.ts';
import { isObject, type JsonSchema } from '../../json.ts';
import type { NodePlan } from '../../plan.ts';
import type { CallCommand } from '../command.ts';
import { beginTimer, makeCall } from '../operations.ts';
import type { RequestState, VisitRef } from '../state.ts';
import { nodePlan, type Step, visitOf } from '../step.ts';

/** The outcomes of the question, and what each does. */
export const doubtOutcomes = {
  happened: 'It was done: the run goes on with the value that you give.',
  again: 'It was not done: it is done once more, with the same inputs and the same idempotency key.',
  failed: 'The node fails with the error.',
} as const;

export function openDoubt(step: Step, at: VisitRef, call: CallCommand, error: RunError): void {
  const { scope, node, visit } = at;
  step.state.requests[call.op] = {
    scope,
    node,
    visit,
    openedAt: step.state.now,
    prompt: `Did it happen? Nobody knows what became of ${call.title} (${call.activity}): ${error.title}`,
    assignees: [],
    doubt: { error, call },
  };
  // An agent has its place and its timer for all of its calls.
  if (nodePlan(step, at).kind !== 'agent') leaveWindow(step, at, call.timeoutMs);
}

/**
 * A program or a tool waits for an answer: its place in the window is free (S22), and its timeout counts on (S17).
 * @param timeoutMs of the visit, from its start
 */
export function leaveWindow(step: Step, at: VisitRef, timeoutMs: number | undefined): void {
  const visit = visitOf(step, at);
  if (visit.slot) step.state.slots--;
  visit.slot = false;
  if (timeoutMs === undefined || visit.timers.length > 0) return;
  beginTimer(step, at, 'timeout', leftOf(step, at, timeoutMs));
}

function leftOf(step: Step, at: VisitRef, timeoutMs: number): number {
  return Math.max(1, timeoutMs - (step.state.now - visitOf(step, at).startedAt));
}

/** Whoever says so does not wait for the window. */
export function callAgain(step: Step, at: VisitRef, { call }: NonNullable<RequestState['doubt']>): void {
  const visit = visitOf(step, at);
  if (nodePlan(step, at).kind !== 'agent') {
    visit.slot = true;
    step.state.slots++;
  }
  makeCall(step, at, withTimeLeft(step, at, call), call);
}

/** DO2. Beside the timer of the visit, which runs on, the call has this as its own limit and ends by itself. */
function withTimeLeft(step: Step, at: VisitRef, call: CallCommand): CallCommand {
  if (call.timeoutMs === undefined || !isObject(call.input)) return call;
  const timeoutMs = leftOf(step, at, call.timeoutMs);
  return { ...call, input: { ...call.input, timeoutMs }, timeoutMs };
}

/** What the value of `happened` must fit: what the node would have given. */
export function doubtForm(node: NodePlan): JsonSchema | undefined {
  if (node.kind === 'tool') return node.returns ?? node.gives;
  return node.kind === 'run' ? node.returns : undefined;
}
