/**
 * From the moment when a node may start to its start: the run's halt, its lock, the window, and the visit itself (S2,
 * S22, S23). Owns the order of these; what each kind does is `kinds/`.
 *
 * ST1. Every start and every skip takes the next number of its node.
 * ST2. A node that waits for the halt, a lock or the window has not started.
 */
import type { RunError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { NodePlan } from '../plan.ts';
import { textsOf, type Place } from './bindings.ts';
import { startAgent } from './kinds/agent.ts';
import { startWorkflow } from './kinds/child.ts';
import { startCancel, startEnd, startFail } from './kinds/ends.ts';
import { startHuman } from './kinds/human.ts';
import { startLet, startSet, startSwitch } from './kinds/inline.ts';
import { startMap, startRepeat } from './kinds/loops.ts';
import { startMade } from './kinds/made.ts';
import { startEmit, startReceive } from './kinds/receive.ts';
import { failed, type Started } from './kinds/started.ts';
import { startWait } from './kinds/waiting.ts';
import { startRun, startTool } from './kinds/work.ts';
import { noteRescues } from './join.ts';
import { askLock, hasLock, waiterOf } from './locks.ts';
import { beginTimer } from './operations.ts';
import { openBlock } from './scopes.ts';
import type { Ending, NodeRef, VisitRef } from './state.ts';
import {
  later,
  makeReady,
  nextNumber,
  nodePlan,
  nodeState,
  sameNode,
  scopePlan,
  scopeState,
  type Step,
  visitId,
  visitOf,
} from './step.ts';

/**
 * The join holds, and `when`: the node starts, or waits for what it still needs (ST2).
 * @param visit its number, taken already
 * @param locals what its texts see of an edge (`join: each`)
 */
export function admit(step: Step, at: VisitRef, locals: JsonObject | undefined): void {
  const node = nodePlan(step, at);
  if (isHalted(step, at)) return;
  if (waitsForLock(step, at, node, locals)) return;
  if (isWork(node.kind) && step.state.slots >= step.plan.limits.parallel) makeReady(step, at);
  else start(step, at, locals);
}

/** In a run that is paused or goes step by step a node waits until it is told. */
function isHalted({ state }: Step, at: VisitRef): boolean {
  const { halt } = state;
  if (!halt) return false;
  if (halt.left > 0) {
    halt.left--;
    return false;
  }
  if (!halt.waiting.some((other) => sameNode(other, at)))
    halt.waiting.push({ scope: at.scope, node: at.node });
  return true;
}

/** Kinds that count in the window (S22). */
export function isWork(kind: NodePlan['kind']): boolean {
  return kind === 'agent' || kind === 'run' || kind === 'tool';
}

/** A lock that is free is no wait: the node starts in the same moment. */
function waitsForLock(step: Step, at: VisitRef, node: NodePlan, locals: JsonObject | undefined): boolean {
  const id = visitId(step, at);
  if (node.lock && !waiterOf(step, id)) enterQueues(step, at, node, node.lock, locals);
  return node.lock !== undefined && !hasLock(step, id);
}

function enterQueues(
  step: Step,
  at: VisitRef,
  node: NodePlan,
  lock: NonNullable<NodePlan['lock']>,
  locals: JsonObject | undefined,
): void {
  const place: Place = locals ? { scope: at.scope, locals } : at.scope;
  const names = textsOf(step, place, lock.names);
  if (!names.ok) return failAtOnce(step, at, names.error);
  if (node.join !== 'each') nodeState(step, at).phase = 'locked';
  const { scope, node: index, visit } = at;
  if (node.timeoutMs !== undefined) beginTimer(step, at, 'timeout', node.timeoutMs);
  askLock(step, {
    scope,
    node: index,
    visit,
    id: visitId(step, at),
    names: [...new Set(names.value)].sort(),
    reach: lock.scope,
    since: step.state.now,
  });
}

export function start(step: Step, at: VisitRef, locals: JsonObject | undefined): void {
  const node = nodePlan(step, at);
  const scope = scopeState(step, at.scope);
  scope.faults = scope.faults.filter((fault) => !fault.targets.includes(at.node));
  begin(step, at, isWork(node.kind), locals);
  noteRescues(scopePlan(step, scope), scope, nodeState(step, at));
  const started = startKind(step, at, node);
  if (started !== 'under-way') later(step, { is: 'ended', at, ending: started });
  else beginTimeout(step, at, node);
}

/**
 * Programs and tools are timed by Temporal. Where a lock was waited for, the timer is there already; that of a program
 * or a tool is forgotten and fires into nothing: to stop it would stop their call too (O2).
 */
function beginTimeout(step: Step, at: VisitRef, node: NodePlan): void {
  const op = `${visitId(step, at)}/timeout`;
  const timed = step.state.ops[op] !== undefined;
  const byTemporal = node.kind === 'run' || node.kind === 'tool';
  if (timed && byTemporal) delete step.state.ops[op];
  else if (timed) visitOf(step, at).timers.push(op);
  if (node.timeoutMs !== undefined && !timed && !byTemporal) beginTimer(step, at, 'timeout', node.timeoutMs);
}

function begin(step: Step, at: VisitRef, slot: boolean, locals?: JsonObject): void {
  const node = nodeState(step, at);
  const locked = nodePlan(step, at).lock !== undefined && hasLock(step, visitId(step, at));
  node.phase = 'running';
  node.current = [
    ...(node.current ?? []),
    {
      number: at.visit,
      startedAt: step.state.now,
      calls: [],
      timers: [],
      slot,
      ...(locals && { locals }),
      ...(locked && { locked: true as const }),
    },
  ];
  delete node.forced;
  delete node.fired;
  delete node.inside;
  delete node.doom;
  delete node.rescues;
  scopeState(step, at.scope).live++;
  if (slot) step.state.slots++;
}

/** A visit that ends where it begins: a skip, a failure of the node's own texts, a cancellation before the start. */
export function endAtOnce(step: Step, at: NodeRef, ending: Ending): void {
  const { scope, node } = at;
  const ref = { scope, node, visit: nextNumber(nodeState(step, at)) };
  begin(step, ref, false);
  later(step, { is: 'ended', at: ref, ending });
}

/** @param visit a number that has been taken already; absent = the next */
export function failAtOnce(step: Step, at: NodeRef & { readonly visit?: number }, error: RunError): void {
  const { scope, node, visit = nextNumber(nodeState(step, at)) } = at;
  begin(step, { scope, node, visit }, false);
  later(step, { is: 'ended', at: { scope, node, visit }, ending: failed(error) });
}

function startKind(step: Step, at: VisitRef, node: NodePlan): Started {
  switch (node.kind) {
    case 'agent':
      return startAgent(step, at, node);
    case 'run':
      return startRun(step, at, node);
    case 'tool':
      return startTool(step, at, node);
    case 'human':
      return startHuman(step, at, node);
    case 'wait':
      return startWait(step, at, node);
    case 'let':
      return startLet(step, at, node);
    case 'set':
      return startSet(step, at, node);
    case 'switch':
      return startSwitch(step, at, node);
    case 'do':
      openBlock(step, at, node.scope, 'do');
      return 'under-way';
    case 'map':
      return startMap(step, at, node);
    case 'repeat':
      return startRepeat(step, at, node);
    case 'workflow':
      return startWorkflow(step, at, node);
    case 'receive':
      return startReceive(step, at, node);
    case 'emit':
      return startEmit(step, at, node);
    case 'plan':
    case 'define':
      return startMade(step, at, node);
    case 'end':
      return startEnd(step, at, node);
    case 'fail':
      return startFail(step, at, node);
    case 'cancel':
      return startCancel(step, at, node);
  }
}
