/**
 * Locks that are being given back, which no visit waits for. Owns that the run itself does, before it ends (DR5): else
 * the next in the queue would wait until the holder is looked after.
 */
import type { Command } from '../interpreter/sandbox.ts';
import type { Unstamped } from './feed.ts';

export interface Releases {
  begin(commands: readonly Command[]): void;
  end(event: Unstamped): void;
  /** At once, or as soon as nothing of it is under way. */
  whenNone(then: () => void): void;
}

export function createReleases(): Releases {
  const underWay = new Set<string>();
  let waiting: (() => void) | undefined;
  return {
    begin(commands) {
      for (const command of commands)
        if (command.type === 'call' && command.activity === 'lock.release') underWay.add(command.op);
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
