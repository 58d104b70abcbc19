/**
 * How many operations of a run are with Temporal at once. The window (`limits.parallel`) bounds work; child runs,
 * events, locks and subscriptions it does not, and Temporal fails for ever the workflow task that begins more than 2,000
 * of a sort. Owns the queue before that bound, which is also where operations wait while the run is about to go on in a
 * new execution (`passage.ts`).
 */
import type { CallCommand, ChildCommand, ShardCommand } from '../interpreter/sandbox.ts';

const most = 1_000;

type Entering = CallCommand | ChildCommand | ShardCommand;

export interface Gate {
  /** Calls `begin` at once, or as soon as there is room. */
  enter(command: Entering, begin: () => void): void;
  /** An operation that had begun has ended. */
  leave(): void;
  /** Begins what still waits of a group that is about to be stopped: it then stops as the others do. */
  flush(group: string): void;
  /** Nothing enters while it is closed. */
  close(): void;
  open(): void;
  /** Operations that have begun and not ended. */
  inside(): number;
  /** What has not begun, in its order. */
  waiting(): readonly Entering[];
}

export function createGate(): Gate {
  let inside = 0;
  let room = most;
  let queue: { readonly command: Entering; readonly begin: () => void }[] = [];
  const start = (begin: () => void) => {
    inside++;
    begin();
  };
  const fill = () => {
    for (
      let next = inside < room ? queue.shift() : undefined;
      next;
      next = inside < room ? queue.shift() : undefined
    )
      start(next.begin);
  };
  return {
    enter(command, begin) {
      queue.push({ command, begin });
      fill();
    },
    leave() {
      inside--;
      fill();
    },
    flush(group) {
      const flushed = queue.filter(({ command }) => command.group === group);
      if (flushed.length === 0) return;
      queue = queue.filter(({ command }) => command.group !== group);
      for (const { begin } of flushed) start(begin);
    },
    close() {
      room = 0;
    },
    open() {
      room = most;
      fill();
    },
    inside: () => inside,
    waiting: () => queue.map(({ command }) => command),
  };
}
