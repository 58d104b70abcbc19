/**
 * What people tell a run while it goes on: pause, go step by step, end a node. Owns the
 * halt, and which node a name means.
 *
 * VE1. While the run is halted no node starts; what is under way goes on, and joins and skips are decided.
 * VE2. A verb that means nothing (no such node, nothing to end) changes nothing: it is refused before (`judgeVerb`).
 */
import type { Plan } from '../plan.ts';
import type { Verb } from './event.ts';
import { outputOf } from './settling.ts';
import { shardOf, tellFirstShard, tellShardOf, tellShards } from './shards.ts';
import type { Closing, HaltState, NodeRef, RunState, ScopeState } from './state.ts';
import {
  later,
  lookAt,
  nodePlan,
  nodeState,
  openStep,
  pathOf,
  scopePlan,
  type Step,
  visitsUnderWay,
} from './step.ts';

export function applyVerb(step: Step, verb: Verb): void {
  switch (verb.do) {
    case 'pause':
      halt(step, { mode: 'paused', left: 0, waiting: [] });
      return tellShards(step, verb);
    case 'unpause':
      unhalt(step);
      return tellShards(step, verb);
    case 'step-mode':
      if (verb.on) halt(step, { mode: 'step', left: 0, waiting: [] });
      else unhalt(step);
      return tellShards(step, verb);
    case 'step':
      return stepOn(step, verb);
    case 'cancel-node':
    case 'complete-node':
      return endFromOutside(step, verb);
  }
}

function halt({ state }: Step, as: HaltState): void {
  state.halt = { ...as, waiting: state.halt?.waiting ?? [] };
}

/** Goes on; what waited is looked at again. */
export function unhalt(step: Step): void {
  const { halt: before } = step.state;
  delete step.state.halt;
  for (const at of before?.waiting ?? []) lookAt(step, at);
}

/** One more node may start: the first in the order of the text; of the run's own nodes before those in shards. */
function stepOn(step: Step, verb: Verb): void {
  const { halt: now } = step.state;
  if (now?.mode !== 'step') return;
  const { waiting } = now;
  if (waiting.length === 0 && tellFirstShard(step, verb)) return;
  now.left++;
  now.waiting = [];
  for (const at of waiting) lookAt(step, at);
}

function endFromOutside(step: Step, verb: Extract<Verb, { node: string }>): void {
  const as = verb.do === 'cancel-node' ? 'cancelled' : 'succeeded';
  const part = partNamed(step, verb.node);
  if (part) return endPart(step, part, as);
  const at = nodesNamed(step, verb.node)[0];
  if (at) later(step, { is: 'cancel', at, as });
  else tellShardOf(step, verb.node, { verb });
}

function endPart(step: Step, part: ScopeState, as: 'cancelled' | 'succeeded'): void {
  const output = as === 'succeeded' ? outputOf(step, part) : undefined;
  const because: Closing = output?.ok ? { is: 'ended', output: output.value } : { is: 'withdrawn' };
  later(step, { is: 'close', scope: part.id, because });
}

/** `items#1[3]`: an item of a map or a turn of a loop that is under way. */
function partNamed({ state }: Step, name: string): ScopeState | undefined {
  if (!name.endsWith(']')) return undefined;
  return Object.values(state.scopes).find(
    ({ prefix, phase, parent }) =>
      phase.is === 'active' && prefix === `${name}/` && (parent?.role === 'item' || parent?.role === 'turn'),
  );
}

/** Nodes that have not ended and are meant: by id, by path, or by a name. */
function nodesNamed(step: Step, name: string): readonly NodeRef[] {
  const found: NodeRef[] = [];
  for (const scope of Object.values(step.state.scopes)) {
    if (scope.phase.is !== 'active') continue;
    const { nodes } = scopePlan(step, scope);
    nodes.forEach((plan, node) => {
      const at = { scope: scope.id, node };
      if (nodeState(step, at).phase === 'resolved') return;
      const path = pathOf(step, at);
      const ids = visitsUnderWay(step, at).map(({ visit }) => `${path}#${visit}`);
      if (plan.name === name || path === name || ids.includes(name)) found.push(at);
    });
  }
  return found;
}

export type VerbVerdict =
  | { readonly is: 'accept' }
  | {
      readonly is: 'refuse';
      readonly type:
        | 'verb-closed'
        | 'verb-unknown'
        | 'verb-ambiguous'
        | 'verb-impossible'
        | 'verb-not-stepping';
      readonly title: string;
    };

/** Judges a verb before it is applied (VE2). */
export function judgeVerb(plan: Plan, state: RunState, verb: Verb): VerbVerdict {
  if (state.result) return refuse('verb-closed', 'The run is over');
  switch (verb.do) {
    case 'pause':
    case 'unpause':
    case 'step-mode':
      return { is: 'accept' };
    case 'step':
      if (state.halt?.mode === 'step') return { is: 'accept' };
      return refuse('verb-not-stepping', 'The run does not go step by step: switch step mode on first');
    case 'cancel-node':
    case 'complete-node':
      return judgeNode(openStep(plan, state, state.now), verb);
  }
}

function judgeNode(step: Step, verb: Extract<Verb, { node: string }>): VerbVerdict {
  const { node: name } = verb;
  // A shard judges for itself: what means nothing there changes nothing.
  if (partNamed(step, name) || shardOf(step, name)) return { is: 'accept' };
  const found = nodesNamed(step, name);
  const [only] = found;
  if (only && found.length === 1) {
    if (verb.do === 'cancel-node' || isBlock(step, only)) return { is: 'accept' };
    return refuse('verb-impossible', `\`${name}\` is no block, map or loop: it can only be cancelled`);
  }
  if (found.length === 0) return refuse('verb-unknown', `No node \`${name}\` is still to end`);
  const paths = found.slice(0, 10).map((at) => pathOf(step, at));
  return refuse('verb-ambiguous', `\`${name}\` means several nodes: ${paths.join(', ')}`);
}

function isBlock(step: Step, at: NodeRef): boolean {
  const { kind } = nodePlan(step, at);
  return kind === 'do' || kind === 'map' || kind === 'repeat';
}

function refuse(type: Extract<VerbVerdict, { is: 'refuse' }>['type'], title: string): VerbVerdict {
  return { is: 'refuse', type, title };
}

/** The node that would start next while the run is halted. */
export function nextHalted(plan: Plan, state: RunState): string | undefined {
  const step = openStep(plan, state, state.now);
  const [first] = state.halt?.waiting ?? [];
  return first && pathOf(step, first);
}
