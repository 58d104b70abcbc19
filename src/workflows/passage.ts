/**
 * The passage of a run into a new execution, before its history grows long: Temporal ends a run of 51,200 events or
 * 50 MiB, and replaying gets slow far earlier. Owns when it passes; what it takes along is `Carried`.
 *
 * PA1. A run passes when none of its operations is with Temporal: results go to the execution that asked for them.
 *      What has not begun waits at the gate and is taken along, as are timers, with the time when they are due.
 * PA2. From `softly` on nothing new begins for at most 30 s, so that a busy run comes to such a moment; where something
 *      long is under way the rest then goes on for a while. From `firmly` on nothing begins before the run has passed.
 * PA3. A newer build of the workers is a reason at once, but not twice in a row: whoever has pinned a run keeps it there.
 * PA4. All that came in an activation has been fed before the run passes.
 */
import { CancellationScope, condition, sleep, workflowInfo } from '@temporalio/workflow';
import type { Gate } from './gate.ts';
import { isOutdated } from './go-on.ts';
import { passageTimer } from './messages.ts';

/** Events of a history, when nothing else is said. */
const usually = 2_000;
/** Bytes that a history may grow by. */
const largest = 2 * 1024 * 1024;
/** A history that begins large is not left at once again. */
const fewest = 100;
const patienceMs = 30_000;

export interface Passage {
  /** Called after each event. */
  look(): void;
}

export interface PassageOptions {
  readonly gate: Gate;
  /** Events after which it passes; absent = 2,000. */
  readonly after: number | undefined;
  /** This execution was begun for a newer build. */
  readonly hasMoved: boolean;
  /** The run has ended, or is about to. */
  readonly isOver: () => boolean;
  readonly pass: () => void;
}

type Stage = 'early' | 'softly' | 'firmly';

export function createPassage({ gate, after = usually, hasMoved, isOver, pass }: PassageOptions): Passage {
  const bytesBefore = workflowInfo().historySize;
  let stage: Stage = 'early';
  let waits = false;
  /** Events at which the gate is closed again. */
  let again = 0;

  function stageNow(): Stage {
    const { historyLength: events, historySize, continueAsNewSuggested } = workflowInfo();
    if (events >= after * 1.7) return 'firmly';
    const outdated = isOutdated() && !hasMoved;
    const large = historySize - bytesBefore >= largest || continueAsNewSuggested;
    return outdated || events >= after || (large && events >= Math.min(after, fewest)) ? 'softly' : 'early';
  }

  function watch(): void {
    // Neither is stopped with the run: a cancelled run has things to do, too.
    void CancellationScope.nonCancellable(() => condition(() => gate.inside() === 0 && !isOver())).then(pass);
  }

  /** PA2. */
  function bePatient(): void {
    if (waits) return;
    waits = true;
    void CancellationScope.nonCancellable(() => sleep(patienceMs, { summary: passageTimer })).then(() => {
      waits = false;
      if (stage === 'firmly' || isOver()) return;
      again = workflowInfo().historyLength + after / 5;
      gate.open();
    });
  }

  return {
    look() {
      // A run that is over may still have locks to give back.
      if (isOver()) return gate.open();
      const before = stage;
      stage = stageNow();
      if (stage === 'early') return;
      if (before === 'early') watch();
      if (stage === 'softly' && workflowInfo().historyLength < again) return;
      gate.close();
      if (stage === 'softly' && gate.waiting().length > 0) bePatient();
    },
  };
}
