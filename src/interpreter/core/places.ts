/** Where nodes wait that could start: the window, the halt, the locks. Owns their leaving. */
import { dropWaiters } from './locks.ts';
import type { NodeRef } from './state.ts';
import type { Step } from './step.ts';

/** They are not to start any more, or not yet again. */
export function leavePlaces(step: Step, of: (at: NodeRef) => boolean): void {
  const { state } = step;
  const stays = (at: NodeRef) => !of(at);
  if (state.ready.length > 0) state.ready = state.ready.filter(stays);
  if (state.halt) state.halt.waiting = state.halt.waiting.filter(stays);
  dropWaiters(step, of);
}
