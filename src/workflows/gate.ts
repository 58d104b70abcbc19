/**
 * How many operations of a run are with Temporal at once. The window (`limits.parallel`) bounds work; child runs,
 * events, locks and subscriptions it does not, and Temporal fails for ever the workflow task that begins more than 2,000
 * of a sort. Owns the queue before that bound.
 */
const most = 1_000;

export interface Gate {
  /** Calls `begin` at once, or as soon as another operation has ended. */
  enter(group: string, begin: () => void): void;
  /** An operation that had begun has ended. */
  leave(): void;
  /** Begins what still waits of a group that is about to be stopped: it then stops as the others do. */
  flush(group: string): void;
}

export function createGate(): Gate {
  let inside = 0;
  let queue: { readonly group: string; readonly begin: () => void }[] = [];
  const start = (begin: () => void) => {
    inside++;
    begin();
  };
  return {
    enter(group, begin) {
      if (inside < most) start(begin);
      else queue.push({ group, begin });
    },
    leave() {
      inside--;
      const next = inside < most ? queue.shift() : undefined;
      if (next) start(next.begin);
    },
    flush(group) {
      const flushed = queue.filter((waiting) => waiting.group === group);
      if (flushed.length === 0) return;
      queue = queue.filter((waiting) => waiting.group !== group);
      for (const { begin } of flushed) start(begin);
    },
  };
}
