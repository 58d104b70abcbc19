/**
 * How events enter a step: each is brought to the visit, the scope or the run that waits for it. Owns the reading of
 * events; what follows from them is elsewhere.
 */
import type { CompileReply, RunReply } from '../call.ts';
import { isInDoubt, type RunError, timeoutError } from '../errors.ts';
import type { Json } from '../json.ts';
import { accept } from './accept.ts';
import { valuesOf } from './bindings.ts';
import { cancelledError, closeScope, endOrStop, stopVisit } from './closing.ts';
import { checkComplete } from './complete.ts';
import type { Event, NamedEvent } from './event.ts';
import { leaveWindow, openDoubt } from './kinds/doubt.ts';
import { continueAgent, failAgentCall, keepResult } from './kinds/agent.ts';
import { endWorkflow, failWorkflow } from './kinds/child.ts';
import { escalate, missDeadline, remind } from './kinds/human.ts';
import { goOnIn } from './kinds/made.ts';
import { received } from './kinds/receive.ts';
import { isSuspended, openSuspended } from './kinds/requests.ts';
import { failed, type Started } from './kinds/started.ts';
import { endRun, endTool } from './kinds/work.ts';
import { granted, releaseLock } from './locks.ts';
import { offerItem } from './more.ts';
import { beginScopeTimer, takeOperation } from './operations.ts';
import { dropReceivers, offer } from './receivers.ts';
import { enter } from './scopes.ts';
import { shardDone, shardFailed, shardStopped } from './shards.ts';
import { failAtOnce } from './starting.ts';
import type { Ending, Operation, VisitRef } from './state.ts';
import { findVisit, later, nodePlan, scopeState, type Step, visitId, visitOf } from './step.ts';
import { applyVerb, unhalt } from './verbs.ts';

export function receive(step: Step, event: Event): void {
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
      return withOperation(step, event.op, (at) => fired(step, at, event.op));
    case 'answer':
      return accept(step, event.answer);
    case 'event':
      return named(step, event.event);
    case 'granted':
      return granted(step, event.op);
    case 'verb':
      return applyVerb(step, event.verb);
    case 'cancel':
      unhalt(step);
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

function callDone(step: Step, at: Operation, op: string, result: Json): void {
  if (at.is === 'beside') return;
  if (at.is === 'shard') return shardDone(step, at, result);
  const { stopping } = visitOf(step, at);
  if (stopping && stopping.status !== 'cancelled') return stoppedOne(step, at, stopping);
  const node = nodePlan(step, at);
  // Work that was done although it was cancelled has been done: it may have to be compensated (S15).
  if ((node.kind === 'run' || node.kind === 'tool') && !isSuspended(suspension(result))) {
    // The reply of `run.*` has its shape by the contract in `call.ts`.
    const ending = node.kind === 'run' ? endRun(node, result as unknown as RunReply) : endTool(node, result);
    return ended(step, at, ending);
  }
  if (node.kind === 'workflow') return ended(step, at, endWorkflow(node, result));
  if (stopping) return stoppedOne(step, at, stopping);
  switch (node.kind) {
    case 'agent':
      return ended(step, at, continueAgent(step, at, node, op, result));
    case 'emit':
      return ended(step, at, { status: 'succeeded', output: null });
    case 'plan':
    case 'define':
      // The reply of `definition.compile` has its shape by the contract in `call.ts`.
      return ended(step, at, goOnIn(step, at, node, result as unknown as CompileReply));
    case 'run':
    case 'tool':
      return suspend(step, at, op, suspension(result));
    default:
      throw new Error(`${node.kind} makes no calls`);
  }
}

/** A tool gives a suspension itself; a program prints it. */
function suspension(result: Json): Json {
  const printed =
    typeof result === 'object' && result !== null && 'data' in result ? result['data'] : undefined;
  return isSuspended(printed) ? printed : result;
}

/** The node waits as for a person (S25). */
function suspend(step: Step, at: VisitRef, op: string, result: Json): void {
  if (!isSuspended(result)) throw new Error(`${op} is not suspended`);
  openSuspended(step, at, op, result);
  leaveWindow(step, at, nodePlan(step, at).timeoutMs);
}

function callFailed(step: Step, at: Operation, op: string, error: RunError): void {
  if (at.is === 'beside') return failedBeside(step, at, op, error);
  if (at.is === 'shard') return shardFailed(step, at, error);
  const { stopping } = visitOf(step, at);
  if (stopping) return stoppedOne(step, at, stopping);
  if (at.once && isInDoubt(error)) return openDoubt(step, at, at.once, error);
  const node = nodePlan(step, at);
  if (node.kind === 'agent') return ended(step, at, failAgentCall(step, at, node, op, error));
  ended(step, at, node.kind === 'workflow' ? failWorkflow(step, at, error) : failed(error));
}

/** What was begun beside a visit has failed for good: the visit that needs it fails. */
function failedBeside(step: Step, at: Operation, op: string, error: RunError): void {
  if (op.endsWith('/unlock')) return;
  if (op.endsWith('/lock')) {
    if (findVisit(step, at)) return;
    releaseLock(step, visitId(step, at));
    return failAtOnce(step, at, error);
  }
  const visit = findVisit(step, at);
  if (visit && !visit.stopping) endOrStop(step, at, failed(error));
}

/**
 * An operation has stopped. A timer that stopped with its group is not missed (O2); a call that nobody asked to stop
 * was cancelled from outside Ostinato.
 */
function stopped(step: Step, at: Operation, op: string): void {
  if (at.is === 'shard') return shardStopped(step, at);
  if (at.is !== 'call') return;
  const { stopping } = visitOf(step, at);
  if (stopping) return stoppedOne(step, at, stopping);
  callFailed(step, at, op, { ...cancelledError('The activity was cancelled from outside'), doubt: true });
}

function stoppedOne(step: Step, at: VisitRef, ending: Ending): void {
  if (visitOf(step, at).calls.length === 0) ended(step, at, ending);
}

/** An agent may fail while some of its tools are still under way; its result may have to be kept first. */
function ended(step: Step, at: VisitRef, result: Started): void {
  if (result === 'under-way') return;
  const node = nodePlan(step, at);
  const ending = node.kind === 'agent' ? keepResult(step, at, node, result) : result;
  if (ending !== 'under-way') endOrStop(step, at, ending);
}

function fired(step: Step, at: Operation, op: string): void {
  switch (at.is) {
    case 'wait':
      step.state.waits--;
      return ended(step, at, { status: 'succeeded' });
    case 'deadline':
    case 'remind':
    case 'escalate':
      return remindOrEnd(step, at, op);
    case 'timeout':
      return expired(step, at);
    case 'run-timeout':
      unhalt(step);
      return closeScope(step, 0, {
        is: 'failed',
        error: timeoutError('run-timeout', step.plan.limits.timeoutMs),
        stops: true,
      });
    case 'cleanup':
      return closeScope(step, at.scope, {
        is: 'failed',
        error: timeoutError('timeout', step.plan.limits.cleanupMs),
        stops: true,
      });
    case 'more':
      return;
    case 'call':
    case 'shard':
    case 'beside':
      throw new Error('a call does not fire');
  }
}

function remindOrEnd(step: Step, at: Operation, op: string): void {
  const node = nodePlan(step, at);
  if (node.kind !== 'human') return;
  if (at.is === 'deadline') return ended(step, at, missDeadline(step, at, node));
  if (at.is === 'remind') return remind(step, at);
  ended(step, at, escalate(step, at, node, op));
}

/** A visit that still waits for its lock has not started: it begins only to fail (S23). */
function expired(step: Step, at: VisitRef): void {
  const error = timeoutError('timeout', nodePlan(step, at).timeoutMs);
  if (findVisit(step, at)) return stopVisit(step, at, failed(error));
  releaseLock(step, visitId(step, at));
  failAtOnce(step, at, error);
}

function named(step: Step, event: NamedEvent): void {
  const receiver = offer(step, event);
  if (!receiver) return;
  if (receiver.map !== undefined) {
    const whole = scopeState(step, receiver.map);
    offerItem(step, whole, event);
    return checkComplete(step, whole);
  }
  dropReceivers(step, receiver);
  const node = nodePlan(step, receiver);
  if (node.kind !== 'receive') throw new Error(`${node.name} takes no events`);
  later(step, { is: 'ended', at: receiver, ending: received(node, event) });
}
