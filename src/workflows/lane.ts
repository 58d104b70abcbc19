/**
 * The local lane: calls that the worker of the run does itself within the workflow task, one event each (ADR 0014).
 * Owns when they begin and when their ends are heard; how they are done is `local.ts`.
 *
 * LA1. They go in rounds: all that waits begins, and when the last of it is over their ends are heard together, in the
 *      order in which they began. So a replay, to which Temporal gives several ends at once that came one by one, hears
 *      the same.
 * LA2. The run is deaf while a round goes on. After ten rounds, or when a workflow task holds much, one call is made as
 *      an activity, and the rest waits until something comes from outside: of that call, or a second later.
 * LA3. Where much else is under way calls are activities: Temporal closes by force a workflow task that more than 100
 *      events wait behind, and the rounds would be done again.
 */
import type { CallCommand } from '../interpreter/sandbox.ts';

/** Rounds in a row. */
const mostRounds = 10;
/** Calls of a round. */
const mostAtOnce = 100;
/** Characters of results of rounds in a row, which Temporal gets in one message of at most 4 MiB. */
const mostRecorded = 1_000_000;
/** Other operations; each end of one is two events. */
const mostBeside = 40;

export interface Lane {
  enter(command: CallCommand): void;
  /** Something has come from outside of the lane. */
  heard(): void;
  /** Begins a round when none goes on. */
  go(): void;
  /** Makes activities of what still waits of a group that is about to be stopped: it then stops as others do. */
  flush(group: string): void;
}

export interface LaneParts {
  /** @param of how many the round has */
  readonly local: (command: CallCommand, index: number, of: number, over: Over) => void;
  readonly activity: (command: CallCommand) => void;
  /** Operations under way, those included that wait here. */
  readonly underWay: () => number;
  /** Calls back after a second. */
  readonly later: (wake: () => void) => void;
}

/** To be called once. @param size characters that are recorded @param hear takes up the end */
export type Over = (size: number, hear: () => void) => void;

export function createLane({ local, activity, underWay, later }: LaneParts): Lane {
  let waiting: CallCommand[] = [];
  let goesOn = false;
  /** Since something was heard. */
  let past = { rounds: 0, size: 0, activity: false };
  let armed = false;
  const heard = () => {
    past = { rounds: 0, size: 0, activity: false };
  };
  const wake = () => {
    armed = false;
    heard();
    go();
  };
  function round(calls: readonly CallCommand[]): void {
    const ends: (() => void)[] = [];
    let left = calls.length;
    goesOn = true;
    past.rounds++;
    calls.forEach((command, index) =>
      local(command, index, calls.length, (size, hear) => {
        ends[index] = hear;
        past.size += size;
        if (--left > 0) return;
        for (const end of ends) end();
        goesOn = false;
        go();
      }),
    );
  }
  function go(): void {
    if (goesOn || waiting.length === 0) return;
    if (underWay() - waiting.length > mostBeside) for (const call of waiting.splice(0)) activity(call);
    else if (past.rounds < mostRounds && past.size < mostRecorded) round(waiting.splice(0, mostAtOnce));
    else breathe();
  }
  /** LA2. */
  function breathe(): void {
    if (!past.activity) for (const call of waiting.splice(0, 1)) activity(call);
    past.activity = true;
    if (waiting.length === 0 || armed) return;
    armed = true;
    later(wake);
  }
  return {
    enter: (command) => {
      waiting.push(command);
    },
    heard,
    go,
    flush(group) {
      const flushed = waiting.filter((command) => command.group === group);
      waiting = waiting.filter((command) => command.group !== group);
      for (const command of flushed) activity(command);
    },
  };
}
