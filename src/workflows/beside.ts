/**
 * Work beside the visits of a run (the group `beside`: locks, subscriptions), which no visit waits for. Owns that the
 * run itself does, before it ends (DR5).
 */
import type { Command } from '../interpreter/sandbox.ts';
import type { Unstamped } from './feed.ts';

export interface Beside {
  begin(commands: readonly Command[]): void;
  end(event: Unstamped): void;
  /** At once, or as soon as nothing of it is under way. */
  whenNone(then: () => void): void;
}

export function createBeside(): Beside {
  const underWay = new Set<string>();
  let waiting: (() => void) | undefined;
  return {
    begin(commands) {
      for (const command of commands)
        if (command.type === 'call' && command.group === 'beside') underWay.add(command.op);
    },
    end(event) {
      if (!('op' in event) || !underWay.delete(event.op) || underWay.size > 0) return;
      waiting?.();
    },
    whenNone(then) {
      if (underWay.size === 0) then();
      else waiting = then;
    },
  };
}
