/**
 * The timers that are armed, with when they are due. Owns the list, which a new execution takes up again, and that
 * timers alone do not make a history too long.
 */
import type { TimerCommand } from '../interpreter/core/command.ts';

/** `due`: ms since 1970. */
export interface ArmedTimer {
  readonly command: TimerCommand;
  readonly due: number;
}

export interface Timers {
  /** @returns ms until it is due */
  arm(command: TimerCommand): number;
  disarm(op: string): void;
  armed(): readonly ArmedTimer[];
}

export function createTimers(): Timers {
  const timers = new Map<string, ArmedTimer>();
  return {
    arm(command) {
      timers.set(command.op, { command, due: Date.now() + command.ms });
      return command.ms;
    },
    disarm: (op) => void timers.delete(op),
    armed: () => [...timers.values()],
  };
}

/** Events of a history that is long though the run wants to go on in a new execution. */
const long = 5_000;
const dayMs = 24 * 3_600_000;

/**
 * A run goes on in a new execution when no operation is under way, and begins none before; timers are none, and a loop of
 * them beside something that takes days would come to the 51,200 events with which Temporal ends it. So in a long history
 * they take a second at least, twice as long with each 1,000 events more, and a day at most.
 * @param events of the history so far
 */
export function paced(ms: number, events: number): number {
  if (events < long) return ms;
  return Math.max(ms, Math.min(dayMs, 1_000 * 2 ** ((events - long) / 1_000)));
}
