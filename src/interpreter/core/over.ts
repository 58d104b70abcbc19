/** A scope is over: whom it is told, and how they go on. Owns the way from the inside out. */
import { checkComplete } from './complete.ts';
import { releaseRounds } from './following.ts';
import { fillItems, noteItem } from './items.ts';
import { endingOf, finalized, undone } from './settling.ts';
import type { Closing, Ending, ScopeParent, ScopeState } from './state.ts';
import { lookAtEnd, scopeState, type Step, visitOf } from './step.ts';
import { endTurn } from './turns.ts';
import { endVisit } from './visits.ts';

export function scopeOver(step: Step, id: number, result: Closing): void {
  const scope = scopeState(step, id);
  const { parent } = scope;
  if (!parent) throw new Error('nobody is told of the run');
  const owner = scopeState(step, parent.owner);
  step.state.over.push(id);
  switch (parent.role) {
    case 'do':
    case 'whole':
    case 'frame':
      return scope.kept ? keptOver(step, owner, id) : endVisit(step, parent, endingAs(step, parent, result));
    case 'item':
      noteItem(step, owner, scope, result);
      // A map that is complete now begins no further item first.
      checkComplete(step, owner);
      fillItems(step, owner);
      return part(step, owner);
    case 'turn':
      endTurn(step, owner, result);
      return part(step, owner);
    case 'compensate':
      return undone(step, scope, owner, result);
    case 'finally':
      return finalized(step, scope, owner, result);
  }
}

function keptOver(step: Step, owner: ScopeState, id: number): void {
  owner.keeps = owner.keeps?.filter((other) => other !== id) ?? [];
  if (owner.held.length > 0) releaseRounds(step, owner);
  part(step, owner);
}

/** A part of the scope that no visit waited for is over. */
function part(step: Step, owner: ScopeState): void {
  owner.live--;
  lookAtEnd(step, owner);
}

/** What was withdrawn inside because its node was told to stop ends as that node was told. */
function endingAs(step: Step, at: ScopeParent, result: Closing): Ending {
  const { stopping } = visitOf(step, at);
  return result.is === 'withdrawn' && stopping ? stopping : endingOf(result);
}
