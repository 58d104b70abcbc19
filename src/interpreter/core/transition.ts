/**
 * `transition(plan, state, event) → commands`: the interpreter core. Synchronous, without clock, chance or I/O.
 * Owns how events enter; what follows from them is in the files beside it.
 *
 * T1. The same plan, state and event give the same state and the same commands, always (S21).
 * T2. An event for an operation that is not under way changes nothing: it came too late.
 * T3. Afterwards nothing more can happen without another event, which may be the timer of what was put off (EF3).
 * T4. A run that has a result changes no more.
 */
import type { RunReply } from '../call.ts';
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Plan } from '../plan.ts';
import { judge } from './answer.ts';
import { valuesOf } from './bindings.ts';
import { cancelledError, closeScope, stopVisit } from './closing.ts';
import type { Command } from './command.ts';
import { hasRoom, spendLook } from './effort.ts';
import type { Answer, Event } from './event.ts';
import { continueAgent, failAgentCall } from './kinds/agent.ts';
import { failed, type Started } from './kinds/started.ts';
import { closeRequest, missDeadline } from './kinds/waiting.ts';
import { endRun, endTool } from './kinds/work.ts';
import { beginPause, beginScopeTimer, takeOperation } from './operations.ts';
import { enter } from './scopes.ts';
import type { Ending, NodeRef, Operation, RunState } from './state.ts';
import {
  hasMore,
  later,
  nodePlan,
  openStep,
  scopeState,
  type Step,
  takeFirst,
  takeTask,
  visitOf,
} from './step.ts';
import { endVisit, look, start } from './visits.ts';

export function transition(plan: Plan, state: RunState, event: Event): readonly Command[] {
  const step = openStep(plan, state, event.at);
  if (state.result) return step.commands;
  receive(step, event);
  for (;;) {
    const task = takeTask(step);
    if (task) perform(step, task);
    else if (!hasRoom(state)) return putOff(step);
    else {
      const first = takeFirst(step);
      if (!first) return step.commands;
      spendLook(state);
      if (first.ready) start(step, first.ref);
      else look(step, first.ref);
    }
  }
}

function putOff(step: Step): readonly Command[] {
  if (hasMore(step)) beginPause(step);
  return step.commands;
}

function perform(step: Step, task: NonNullable<ReturnType<typeof takeTask>>): void {
  switch (task.is) {
    case 'ended':
      return endVisit(step, task.at, task.ending);
    case 'close':
      return closeScope(step, task.scope, task.because);
  }
}

function receive(step: Step, event: Event): void {
  switch (event.type) {
    case 'start':
      return begin(step);
    case 'done':
      return withOperation(step, event.op, (at) => callDone(step, at, event.op, event.result));
    case 'failed':
      return withOperation(step, event.op, (at) => callFailed(step, at, event.op, event.error));
    case 'stopped':
      return withOperation(step, event.op, (at) => stopped(step, at, event.op));
    case 'fired':
      return withOperation(step, event.op, (at) => fired(step, at));
    case 'answer':
      return answered(step, event.answer);
    case 'cancel':
      return closeScope(step, 0, {
        is: 'cancelled',
        error: cancelledError(event.reason ?? 'The run was cancelled'),
      });
  }
}

function begin(step: Step): void {
  const { state, plan } = step;
  const root = scopeState(step, 0);
  for (const entry of plan.vars) {
    const values = valuesOf(step, 0, [entry]);
    if (!values.ok) return closeScope(step, 0, { is: 'failed', error: values.error });
    state.vars[entry[0]] = values.value[entry[0]] ?? null;
  }
  if (plan.limits.timeoutMs !== undefined) beginScopeTimer(step, root, 'run-timeout', plan.limits.timeoutMs);
  enter(step, root);
}

/** Late news of something that is not waited for any more is dropped (T2). */
function withOperation(step: Step, op: string, then: (at: Operation) => void): void {
  const operation = takeOperation(step, op);
  if (operation) then(operation);
}

function callDone(step: Step, at: NodeRef, op: string, result: Json): void {
  const { stopping } = visitOf(step, at);
  if (stopping && stopping.status !== 'cancelled') return stoppedOne(step, at, stopping);
  const node = nodePlan(step, at);
  // Work that was done although it was cancelled has been done: it may have to be compensated (S15).
  // The reply of `run.*` has its shape by the contract in `call.ts`.
  if (node.kind === 'run') return ended(step, at, endRun(node, result as unknown as RunReply));
  if (node.kind === 'tool') return ended(step, at, endTool(node, result));
  if (stopping) return stoppedOne(step, at, stopping);
  if (node.kind === 'agent') return ended(step, at, continueAgent(step, at, node, op, result));
  throw new Error(`${node.kind} makes no calls`);
}

function callFailed(step: Step, at: NodeRef, op: string, error: RunError): void {
  const { stopping } = visitOf(step, at);
  if (stopping) return stoppedOne(step, at, stopping);
  const node = nodePlan(step, at);
  if (node.kind === 'agent') return ended(step, at, failAgentCall(step, at, node, op, error));
  ended(step, at, failed(error));
}

/**
 * An operation has stopped. A timer that stopped with its group is not missed (O2); a call that nobody asked to stop
 * was cancelled from outside Ostinato.
 */
function stopped(step: Step, at: Operation, op: string): void {
  if (at.is !== 'call') return;
  const { stopping } = visitOf(step, at);
  if (stopping) return stoppedOne(step, at, stopping);
  callFailed(step, at, op, cancelledError('The activity was cancelled from outside'));
}

function stoppedOne(step: Step, at: NodeRef, ending: Ending): void {
  if (visitOf(step, at).calls.length === 0) ended(step, at, ending);
}

function ended(step: Step, at: NodeRef, result: Started): void {
  if (result === 'under-way') return;
  // An agent may fail while some of its tools are still under way.
  if (visitOf(step, at).calls.length > 0) stopVisit(step, at, result);
  else later(step, { is: 'ended', at, ending: result });
}

function fired(step: Step, at: Operation): void {
  switch (at.is) {
    case 'wait':
      step.state.waits--;
      return ended(step, at, { status: 'succeeded' });
    case 'deadline': {
      const node = nodePlan(step, at);
      if (node.kind === 'human') ended(step, at, missDeadline(step, at, node));
      return;
    }
    case 'timeout':
      return stopVisit(step, at, failed(timeoutError(nodePlan(step, at).timeoutMs)));
    case 'run-timeout':
      return closeScope(step, 0, { is: 'failed', error: runTimeout(step.plan.limits.timeoutMs) });
    case 'cleanup':
      return closeScope(step, at.scope, { is: 'failed', error: timeoutError(step.plan.limits.cleanupMs) });
    case 'more':
      return;
    case 'call':
      throw new Error('a call does not fire');
  }
}

function timeoutError(ms: number | undefined): RunError {
  return { type: 'timeout', title: `Not done within ${ms} ms`, retryable: false };
}

function runTimeout(ms: number | undefined): RunError {
  return { type: 'run-timeout', title: `The run was not done within ${ms} ms`, retryable: false };
}

function answered(step: Step, answer: Answer): void {
  const verdict = judge(step.plan, step.state, answer);
  switch (verdict.is) {
    case 'repeat':
      return;
    case 'refuse': {
      const { type, title, request } = verdict;
      step.state.refused.push({ at: step.state.now, type, title, ...(request !== undefined && { request }) });
      if (step.state.refused.length > 20) step.state.refused.shift();
      return;
    }
    case 'accept': {
      const { request, value, outcome, print } = verdict;
      const at = step.state.requests[request];
      if (!at) throw new Error(`no open request ${request}`);
      const key = answer.idempotencyKey;
      closeRequest(step, at, {
        how: 'answered',
        print,
        ...(outcome !== undefined && { outcome }),
        ...(key !== undefined && { key }),
      });
      later(step, {
        is: 'ended',
        at,
        ending: { status: 'succeeded', output: value, ...(outcome !== undefined && { outcome }) },
      });
    }
  }
}
