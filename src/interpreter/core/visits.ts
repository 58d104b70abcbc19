/**
 * The life of a visit: a node is looked at, starts or is skipped, and ends. Owns what follows from an end: edges,
 * rounds, handled and unhandled failures (S6, S11, S12, S15).
 *
 * V1. Every start and every skip takes the next number of its node (S2).
 * V2. A failure is handled as long as one node that its error edges lead to can still start, or has started.
 * V3. In a scope that is not active no edge is resolved and no node starts.
 */
import type { RunError } from '../errors.ts';
import type { AgainEdge, EndNode, FailNode, NodePlan } from '../plan.ts';
import { isTrue, textsOf, valueOf } from './bindings.ts';
import { asOutput, closeScope, outputOf, settle, stopVisit } from './closing.ts';
import { resolveEdges } from './edges.ts';
import { decide } from './join.ts';
import { startAgent } from './kinds/agent.ts';
import { startLet, startSet, startSwitch } from './kinds/inline.ts';
import { failed, type Started } from './kinds/started.ts';
import { startHuman, startWait } from './kinds/waiting.ts';
import { startRun, startTool } from './kinds/work.ts';
import { beginTimer, dropTimers } from './operations.ts';
import { beginRound, setBack, setBackBy } from './round.ts';
import { openBlock } from './scopes.ts';
import type { Closing, Ending, NodeRef, ScopeState, VisitRecord } from './state.ts';
import {
  isQuiet,
  item,
  later,
  lookAtEnd,
  makeReady,
  nodePlan,
  nodeState,
  SCOPE_END,
  scopePlan,
  scopeState,
  type Step,
  visitId,
  visitOf,
} from './step.ts';

/** Does what a node, or the end of a scope, can do now; often nothing. */
export function look(step: Step, at: NodeRef): void {
  const scope = scopeState(step, at.scope);
  if (at.node === SCOPE_END) {
    if (isQuiet(step, scope)) settle(step, scope);
    return;
  }
  const node = nodeState(step, at);
  if (scope.phase.is === 'active' && node.phase === 'pending') {
    if (node.doom) failAtOnce(step, at, node.doom);
    else lookAtJoin(step, at, scope);
  }
  lookAtEnd(step, scope);
}

function lookAtJoin(step: Step, at: NodeRef, scope: ScopeState): void {
  const verdict = decide(scopePlan(step, scope), scope, at.node);
  if (verdict.is === 'wait') return;
  const node = nodeState(step, at);
  node.by = verdict.by;
  node.rescues = verdict.is === 'start' ? verdict.rescues : [];
  if (verdict.is === 'skip') return skip(step, at, verdict.broken);
  const { when, kind } = nodePlan(step, at);
  const holds = when ? isTrue(step, at.scope, when) : { ok: true as const, value: true };
  if (!holds.ok) return failAtOnce(step, at, holds.error);
  if (!holds.value) return skip(step, at, undefined);
  if (isWork(kind) && step.state.slots >= step.plan.limits.parallel) makeReady(step, at);
  else start(step, at);
}

/** Kinds that count in the window (S22). */
function isWork(kind: NodePlan['kind']): boolean {
  return kind === 'agent' || kind === 'run' || kind === 'tool';
}

function failAtOnce(step: Step, at: NodeRef, error: RunError): void {
  begin(step, at, false);
  later(step, { is: 'ended', at, ending: failed(error) });
}

/** A skip is a visit that ends where it begins (S2). */
function skip(step: Step, at: NodeRef, broken: readonly number[] | undefined): void {
  begin(step, at, false);
  later(step, { is: 'ended', at, ending: { status: 'skipped', ...(broken && { broken }) } });
}

export function start(step: Step, at: NodeRef): void {
  const node = nodePlan(step, at);
  const scope = scopeState(step, at.scope);
  scope.faults = scope.faults.filter((fault) => !fault.targets.includes(at.node));
  begin(step, at, isWork(node.kind));
  const started = startKind(step, at, node);
  if (started !== 'under-way') later(step, { is: 'ended', at, ending: started });
  else if (node.timeoutMs !== undefined && node.kind !== 'run' && node.kind !== 'tool') {
    beginTimer(step, at, 'timeout', node.timeoutMs);
  }
}

function begin(step: Step, at: NodeRef, slot: boolean): void {
  const node = nodeState(step, at);
  node.phase = 'running';
  node.current = {
    number: node.visits.length + 1,
    startedAt: step.state.now,
    calls: [],
    timers: [],
    slot,
  };
  delete node.forced;
  delete node.inside;
  delete node.doom;
  scopeState(step, at.scope).live++;
  if (slot) step.state.slots++;
}

function startKind(step: Step, at: NodeRef, node: NodePlan): Started {
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
      openBlock(step, at, node.scope);
      return 'under-way';
    case 'end':
      return end(step, at, node);
    case 'fail':
      return fail(step, at, node);
  }
}

/** Ends a scope with an output; what runs in it is withdrawn (S18). */
function end(step: Step, at: NodeRef, node: EndNode): Started {
  const scope = outwards(step, at.scope, node.levels);
  const output = node.output
    ? asOutput(step, scope, valueOf(step, at.scope, node.output))
    : outputOf(step, scope);
  if (!output.ok) return failed(output.error);
  const { value } = output;
  return endThenClose(step, at, { status: 'succeeded', output: value }, scope, {
    is: 'ended',
    output: value,
  });
}

/** Fails a scope with an error of the definition's own; nothing inside of that scope can handle it (S18). */
function fail(step: Step, at: NodeRef, node: FailNode): Started {
  const { type, title, detail = { value: '' } } = node.error;
  const texts = textsOf(step, at.scope, [type, title, detail]);
  if (!texts.ok) return failed(texts.error);
  const [what = '', why = '', more = ''] = texts.value;
  const error: RunError = {
    type: what || 'failed',
    title: why || 'Failed',
    ...(more && { detail: more }),
    ...(node.error.status !== undefined && { status: node.error.status }),
    instance: visitId(step, at),
    retryable: false,
  };
  const scope = outwards(step, at.scope, node.levels);
  return endThenClose(step, at, failed(error), scope, { is: 'failed', error });
}

/** The visit itself ends first, so that closing its scope does not withdraw it. */
function endThenClose(step: Step, at: NodeRef, ending: Ending, scope: ScopeState, because: Closing): Started {
  later(step, { is: 'ended', at, ending });
  later(step, { is: 'close', scope: scope.id, because });
  return 'under-way';
}

function outwards(step: Step, id: number, levels: number): ScopeState {
  const scope = scopeState(step, id);
  return levels === 0 || !scope.parent ? scope : outwards(step, scope.parent.scope, levels - 1);
}

/** Records the end of a visit and does what follows from it. */
export function endVisit(step: Step, at: NodeRef, ending: Ending): void {
  const node = nodeState(step, at);
  const scope = scopeState(step, at.scope);
  const record = recordOf(step, at, ending);
  dropTimers(step, at);
  if (visitOf(step, at).slot) step.state.slots--;
  delete node.current;
  node.visits.push(record);
  if (record.status !== 'withdrawn') node.last = node.visits.length - 1;
  scope.live--;
  const held = scope.held.find((round) => round.nodes.includes(at.node));
  node.phase = held ? 'held' : 'resolved';
  if (held) releaseRounds(step, scope);
  else if (scope.phase.is === 'active') follow(step, at, scope, record);
  lookAtEnd(step, scope);
}

function recordOf(step: Step, at: NodeRef, ending: Ending): VisitRecord {
  const visit = visitOf(step, at);
  return {
    ...(ending.status === 'failed' ? failed(withInstance(step, at, ending.error)) : ending),
    visit: visit.number,
    startedAt: visit.startedAt,
    endedAt: step.state.now,
    end: step.state.ended++,
    ...(visit.child !== undefined && { child: visit.child }),
  };
}

/** The innermost node that failed is the instance. */
function withInstance(step: Step, at: NodeRef, error: RunError): RunError {
  return error.instance ? error : { ...error, instance: visitId(step, at) };
}

function follow(step: Step, at: NodeRef, scope: ScopeState, record: VisitRecord): void {
  if (record.status === 'withdrawn') return;
  const resolved = resolveEdges(step, at, record);
  switch (resolved.is) {
    case 'round':
      return takeRound(step, scope, resolved.edge);
    case 'fault':
      return close(step, scope, { is: 'failed', error: withInstanceOf(step, at, resolved.error, record) });
    case 'resolved':
      if (record.status === 'skipped') unhandle(step, scope, at.node);
      if (resolved.exhausted || record.status === 'failed') {
        handle(step, at, scope, record, resolved.handlers);
      }
  }
}

function withInstanceOf(step: Step, at: NodeRef, error: RunError, record: VisitRecord): RunError {
  return { ...error, instance: visitId(step, at, record.visit) };
}

/** A failure (or used-up rounds) that no taken edge leads on from fails the scope (S15). */
function handle(
  step: Step,
  at: NodeRef,
  scope: ScopeState,
  record: VisitRecord,
  handlers: readonly number[],
): void {
  const targets = handlers.filter((node) => canStart(scope, node));
  const error = record.status === 'failed' ? record.error : exhaustedError(step, at, record);
  if (targets.length === 0) return close(step, scope, { is: 'failed', error });
  scope.faults.push({ node: at.node, error, targets });
}

function canStart(scope: ScopeState, node: number): boolean {
  const { phase } = item(scope.nodes, node);
  return phase === 'pending' || phase === 'held' || phase === 'ready';
}

function exhaustedError(step: Step, at: NodeRef, record: VisitRecord): RunError {
  return {
    type: 'again-exhausted',
    title: `The rounds of ${nodePlan(step, at).name} are used up`,
    detail: 'Raise `again`, or add an entry with `on: exhausted`.',
    instance: visitId(step, at, record.visit),
    retryable: false,
  };
}

/** A skipped node handles nothing; a failure whose last handler is skipped is unhandled from now on (V2). */
function unhandle(step: Step, scope: ScopeState, node: number): void {
  for (const fault of scope.faults) {
    fault.targets = fault.targets.filter((target) => target !== node);
    if (fault.targets.length === 0) return close(step, scope, { is: 'failed', error: fault.error });
  }
}

function close(step: Step, scope: ScopeState, because: Closing): void {
  closeScope(step, scope.id, because);
}

/** Withdraws what of the region is under way, then begins the round (S12). */
function takeRound(step: Step, scope: ScopeState, edge: AgainEdge): void {
  const plan = scopePlan(step, scope);
  const nodes = setBackBy(plan, scope, edge);
  setBack(step, plan, scope, nodes);
  scope.held.push({ target: edge.to, nodes });
  for (const node of nodes) {
    if (item(scope.nodes, node).current) stopVisit(step, { scope: scope.id, node }, { status: 'withdrawn' });
  }
  releaseRounds(step, scope);
}

/** Begins the held rounds whose withdrawn visits have all stopped. */
function releaseRounds(step: Step, scope: ScopeState): void {
  const running = (node: number) => item(scope.nodes, node).current !== undefined;
  const free = scope.held.filter((round) => !round.nodes.some(running));
  scope.held = scope.held.filter((round) => round.nodes.some(running));
  for (const { target, nodes } of free) {
    const stillHeld = new Set(scope.held.flatMap((round) => round.nodes));
    beginRound(
      step,
      scope,
      target,
      nodes.filter((node) => !stillHeld.has(node)),
    );
  }
}
