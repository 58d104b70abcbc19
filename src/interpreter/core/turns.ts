/**
 * Loops (S14): one turn after the other, each a scope of its own. Owns the whole of a `repeat`.
 *
 * TU1. Before a turn `while` is read, then `max`; after a turn `until`.
 * TU2. `turn.last` is the output of the turn before; in `until` that of the turn just ended.
 */
import type { RunError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RepeatNode } from '../plan.ts';
import { isTrue, type Result } from './bindings.ts';
import { closeScope } from './closing.ts';
import { openPart } from './scopes.ts';
import type { Closing, ScopeState, TurnsState } from './state.ts';
import { known, later, loopPlan, type Step, visitId } from './step.ts';

export function nextTurn(step: Step, whole: ScopeState): void {
  const node = repeatPlan(step, whole);
  const turns = known(whole.turns, 'turns');
  const goesOn = node.while ? holds(step, whole, node, node.while) : ({ ok: true, value: true } as const);
  if (!goesOn.ok) return fail(step, whole, goesOn.error);
  if (!goesOn.value) return done(step, whole, turns.last ?? null);
  if (turns.index >= node.max) return exhausted(step, whole, node, turns);
  const part = openPart(step, whole, 'turn', turns.index, localsOf(node, turns));
  turns.open = part.id;
}

function repeatPlan(step: Step, whole: ScopeState): RepeatNode {
  const node = loopPlan(step, whole);
  if (node.kind !== 'repeat') throw new Error(`${node.name} is no loop`);
  return node;
}

function localsOf(node: RepeatNode, { index, last }: TurnsState): JsonObject {
  return { [node.as]: { index, ...(last !== undefined && { last }) } };
}

function holds(
  step: Step,
  whole: ScopeState,
  node: RepeatNode,
  condition: NonNullable<RepeatNode['while']>,
): Result<boolean> {
  return isTrue(step, whole.id, condition, localsOf(node, known(whole.turns, 'turns')));
}

/** All turns are used up: an end where nothing else could end it, else a failure or what `onMax` says. */
function exhausted(step: Step, whole: ScopeState, node: RepeatNode, { last }: TurnsState): void {
  if (node.onMax === 'continue' || (!node.while && !node.until)) return done(step, whole, last ?? null);
  const error: RunError = {
    type: 'repeat-exhausted',
    title: `The ${node.max} turns of ${node.name} are used up`,
    detail: 'Raise `max`, or write `onMax: continue`.',
    retryable: false,
  };
  fail(step, whole, error);
}

/** A turn is over. */
export function endTurn(step: Step, whole: ScopeState, result: Closing): void {
  const turns = known(whole.turns, 'turns');
  delete turns.open;
  if (whole.phase.is !== 'active') return;
  if (result.is === 'failed') return closeScope(step, whole.id, result);
  turns.last = result.is === 'ended' ? result.output : null;
  const node = repeatPlan(step, whole);
  const ends = node.until ? holds(step, whole, node, node.until) : ({ ok: true, value: false } as const);
  if (!ends.ok) return fail(step, whole, ends.error);
  if (ends.value) return done(step, whole, turns.last);
  turns.index++;
  nextTurn(step, whole);
}

function fail(step: Step, whole: ScopeState, error: RunError): void {
  const instance = error.instance ?? visitId(step, known(whole.parent, 'parent'));
  closeScope(step, whole.id, { is: 'failed', error: { ...error, instance } });
}

function done(step: Step, whole: ScopeState, output: Json): void {
  later(step, { is: 'close', scope: whole.id, because: { is: 'ended', output } });
}
