/** The timers that are armed, with when they are due. Owns the list, which a new execution takes up again. */
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
