/**
 * `transition(plan, state, event) → commands`: the interpreter core. Synchronous, without clock, chance or I/O.
 * Owns the loop; how events enter is `receive.ts`, and what follows from them is in the files beside it.
 *
 * T1. The same plan, state and event give the same state and the same commands, always (S21).
 * T2. An event for an operation that is not under way changes nothing: it came too late.
 * T3. Afterwards nothing more can happen without another event, which may be the timer of what was put off (EF3).
 * T4. A run that has a result changes no more.
 */
import type { Plan } from '../plan.ts';
import { closeScope } from './closing.ts';
import type { Command } from './command.ts';
import { hasRoom, spendLook } from './effort.ts';
import type { Event } from './event.ts';
import { beginPause, takeOperation } from './operations.ts';
import { scopeOver } from './over.ts';
import { receive } from './receive.ts';
import { leave } from './settling.ts';
import type { RunState } from './state.ts';
import { findVisit, hasMore, openStep, type Step, takeFirst, takeTask, type Task } from './step.ts';
import { cancelNode } from './stopping.ts';
import { endVisit, look, startReady } from './visits.ts';

/** @param watch hears of every edge that is taken; for coverage */
export function transition(
  plan: Plan,
  state: RunState,
  event: Event,
  watch?: Step['watch'],
): readonly Command[] {
  const step = openStep(plan, state, event.at, watch, 'local' in event);
  if (state.result) return step.commands;
  if (state.ending) return wait(step, event);
  receive(step, event);
  for (;;) {
    const task = takeTask(step);
    if (task) perform(step, task);
    else if (!hasRoom(state)) return putOff(step);
    else {
      const first = takeFirst(step);
      if (!first) return step.commands;
      spendLook(state);
      if (first.ready) startReady(step, first.ref);
      else look(step, first.ref);
    }
  }
}

/** All is done but what has to be given back. */
function wait(step: Step, event: Event): readonly Command[] {
  if ('op' in event) takeOperation(step, event.op);
  leave(step);
  return step.commands;
}

function putOff(step: Step): readonly Command[] {
  if (hasMore(step)) beginPause(step);
  return step.commands;
}

function perform(step: Step, task: Task): void {
  switch (task.is) {
    case 'ended':
      // Two ends that are taken in one moment stop each other: the first one counts.
      if (findVisit(step, task.at)) endVisit(step, task.at, task.ending);
      return;
    case 'close':
      return closeScope(step, task.scope, task.because);
    case 'cancel':
      return cancelNode(step, task.at, task.as);
    case 'over':
      return scopeOver(step, task.scope, task.result);
  }
}
