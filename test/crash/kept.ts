/** Processes that are started again whenever they end, as an operator's supervisor does. Owns that and nothing more. */
import { setTimeout } from 'node:timers/promises';
import type { Child } from '../support/process.ts';

export interface Kept {
  signal(name: NodeJS.Signals): void;
  /** Ends the process for good. */
  close(): Promise<void>;
}

const pauseMs = 300;

export function keepRunning(start: () => Child): Kept {
  let child = start();
  let open = true;
  const kept = (async () => {
    for (;;) {
      await child.ended;
      if (open) await setTimeout(pauseMs);
      if (!open) return;
      child = start();
    }
  })();
  return {
    signal: (name) => child.signal(name),
    async close() {
      open = false;
      child.signal('SIGKILL');
      await kept;
    },
  };
}
