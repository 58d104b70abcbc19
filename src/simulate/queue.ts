/**
 * What is going to happen in a simulation, in the order of virtual time. Owns that order and the clock, and nothing of
 * what happens.
 *
 * Q1. At the same time work ends first, in the order in which it was begun; then what people and others do; timers fire
 *     last, the first begun first.
 * Q2. What has no time of its own happens when no work is under way, before time goes on.
 */
export type Class = 'work' | 'outside' | 'timer';
const ranks: Readonly<Record<Class, number>> = { work: 0, outside: 1, timer: 2 };

export interface Entry<T> {
  readonly due: number;
  readonly rank: number;
  readonly order: number;
  what: T;
}

export interface Queue<T> {
  /** Ms since 1970. */
  readonly now: () => number;
  readonly put: (of: Class, afterMs: number, what: T) => Entry<T>;
  /** For when no work is under way; the lower `turn` first, then in order. */
  readonly putIdle: (turn: number, what: T) => void;
  readonly remove: (entry: Entry<T>) => void;
  /** Whether time has to go on before this happens. */
  readonly isLater: (entry: Entry<T>) => boolean;
  /** The next thing, with the clock moved to its time; undefined when nothing is left. */
  readonly take: () => T | undefined;
}

export function createQueue<T>(start: number): Queue<T> {
  const entries: Entry<T>[] = [];
  const idle: { readonly turn: number; readonly what: T }[] = [];
  let now = start;
  let count = 0;
  let working = 0;
  const remove = (entry: Entry<T>) => {
    entries.splice(entries.indexOf(entry), 1);
    if (entry.rank === ranks.work) working--;
  };
  return {
    now: () => now,
    put(of, afterMs, what) {
      const entry = { due: now + afterMs, rank: ranks[of], order: count++, what };
      entries.splice(placeOf(entries, entry), 0, entry);
      if (of === 'work') working++;
      return entry;
    },
    putIdle(turn, what) {
      const at = idle.findIndex((other) => other.turn > turn);
      idle.splice(at < 0 ? idle.length : at, 0, { turn, what });
    },
    remove,
    isLater: ({ due }) => due > now,
    take() {
      const [first] = entries;
      if (working === 0 && idle.length > 0 && !(first?.rank === ranks.outside && first.due <= now))
        return idle.shift()?.what;
      if (!first) return undefined;
      remove(first);
      now = Math.max(now, first.due);
      return first.what;
    },
  };
}

/** Behind all that happens before it. */
function placeOf<T>(entries: readonly Entry<T>[], entry: Entry<T>): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = entries[middle];
    if (other && isBefore(other, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return (a.due - b.due || a.rank - b.rank || a.order - b.order) < 0;
}
