/**
 * How many operations of a run are with Temporal at once. The window (`limits.parallel`) bounds work; child runs,
 * events, locks and subscriptions it does not, and Temporal fails for ever the workflow task that begins more than 2,000
 * of a sort. Owns the queue before that bound, which is also where operations wait while the run is about to go on in a
 * new execution (`passage.ts`).
 *
 * GA1. What is more than one workflow task takes begins by and by: Temporal takes 4 MiB of one. The core measures what it
 *      lets start (ADR 0008); this bounds what goes on, as agents do, and what has waited.
 * GA2. A detached child is with Temporal until it ends, though nobody waits for it.
 */
import {
  type CallCommand,
  type ChildCommand,
  largeFrom,
  type ShardCommand,
  type TellCommand,
} from '../interpreter/sandbox.ts';

const most = 1_000;
/** Children are begun up to so many with the detached ones; with these alone a run goes on in a new execution before. */
const mostWithDetached = 1_900;
/** Characters of JSON that begin in one workflow task; somewhat more than the core lets start. */
const mostAtOnce = 1_200_000;

type Entering = CallCommand | ChildCommand | ShardCommand | TellCommand;

interface Waiting {
  readonly command: Entering;
  readonly begin: () => void;
}

export interface Gate {
  /** Calls `begin` at once, or as soon as there is room. */
  enter(command: Entering, begin: () => void): void;
  /** An operation that had begun has ended. */
  leave(): void;
  /** A detached child that had begun is there (GA2). */
  detach(): void;
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

/** @param task a number that differs between workflow tasks */
export function createGate(task: () => number): Gate {
  let inside = 0;
  let detached = 0;
  let room = most;
  /** Characters that may still begin in this workflow task. */
  let budget = { of: -1, left: mostAtOnce };
  let queue: Waiting[] = [];
  const start = ({ command, begin }: Waiting) => {
    inside++;
    budget.left -= sizeOf(command);
    begin();
  };
  const hasRoom = ({ type }: Entering) => {
    if (budget.of !== task()) budget = { of: task(), left: mostAtOnce };
    if (type === 'child' && inside + detached >= mostWithDetached) return false;
    return inside < room && (budget.left > 0 || inside === 0);
  };
  const fill = () => {
    for (let [next] = queue; next && hasRoom(next.command); [next] = queue) {
      queue.shift();
      start(next);
    }
  };
  return {
    enter(command, begin) {
      if (queue.length === 0 && hasRoom(command)) start({ command, begin });
      else queue.push({ command, begin });
    },
    leave() {
      inside--;
      fill();
    },
    detach() {
      inside--;
      detached++;
      fill();
    },
    flush(group) {
      const flushed = queue.filter(({ command }) => command.group === group);
      if (flushed.length === 0) return;
      queue = queue.filter(({ command }) => command.group !== group);
      for (const waiting of flushed) start(waiting);
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

/** A large value travels as a reference, and is written down. */
function sizeOf(command: Entering): number {
  const size = JSON.stringify(given(command)).length;
  return size < largeFrom ? size : 512 + size / 8;
}

function given(command: Entering): unknown {
  switch (command.type) {
    case 'call':
    case 'child':
      return command.input;
    case 'shard':
      return command.shard;
    case 'tell':
      return command.told;
  }
}
