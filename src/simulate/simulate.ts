/** One definition tried out with an author's script. Owns the report; the world is `world.ts`. */
import type { NamedEvent } from '../interpreter/core/event.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { EdgePlan, Plan } from '../interpreter/plan.ts';
import { keysOf } from './places.ts';
import { play, type Played } from './play.ts';
import type { News, Setup } from './run.ts';
import { endedVisits, traceLine } from './trace.ts';
import { setupOf, type World } from './world.ts';

export interface Trial extends World {
  readonly plan: Plan;
  /** Fits the input schema and has its defaults. */
  readonly input: Json;
  readonly watch?: (news: News) => void;
  readonly taken?: (edge: EdgePlan) => void;
  /** Hears of every value that nobody has given, before its visit ends. */
  readonly madeUp?: (id: string, value: Json) => void;
}

export type TrialStatus = 'succeeded' | 'failed' | 'cancelled' | 'waiting';

export interface Outcome {
  /** `waiting`: for somebody or something that the script does not bring. */
  readonly status: TrialStatus;
  readonly output?: Json;
  readonly error?: RunError;
  /** Virtual ms until the run was over. */
  readonly passedMs: number;
  /** `path#visit status[:outcome]` of the ended visits, in the order of their ends. */
  readonly trace: readonly string[];
  /** Visits that were not skipped, by path without numbers. */
  readonly visits: Readonly<Record<string, number>>;
  /** What the run waits for. */
  readonly requests: readonly Waiting[];
  /** Events that it waits for. */
  readonly awaited: readonly string[];
  /** Has been told to halt, and not to go on. */
  readonly halted: boolean;
  /** Answers that were refused. */
  readonly refused: readonly string[];
  readonly emitted: readonly NamedEvent[];
  /** Values that nobody has given, by visit. */
  readonly madeUp: Readonly<Record<string, Json>>;
}
interface Waiting {
  readonly id: string;
  readonly prompt: string;
}

export function simulate(trial: Trial): Outcome {
  const { plan, input, watch, taken } = trial;
  const madeUp: Record<string, Json> = {};
  const emitted: NamedEvent[] = [];
  const setup: Setup = {
    ...setupOf(trial, (id, value) => {
      madeUp[id] = value;
      trial.madeUp?.(id, value);
    }),
    input,
    watch(news) {
      if (news.is === 'emitted') emitted.push(news.event);
      watch?.(news);
    },
    ...(taken && { taken }),
  };
  return { ...report(plan, play(plan, setup)), emitted, madeUp };
}

function report(plan: Plan, { result, state, passedMs }: Played): Omit<Outcome, 'emitted' | 'madeUp'> {
  const ended = endedVisits(plan, state);
  const visits: Record<string, number> = {};
  for (const { path, visit } of ended) {
    const [, , bare = path] = keysOf(`${path}#${visit.visit}`);
    if (visit.status !== 'skipped') visits[bare] = (visits[bare] ?? 0) + 1;
  }
  return {
    status: result?.status ?? 'waiting',
    ...(result?.status === 'succeeded' && { output: result.output }),
    ...(result && result.status !== 'succeeded' && result.error && { error: result.error }),
    passedMs,
    trace: ended.map(traceLine),
    visits,
    requests: Object.entries(state.requests).map(([id, { prompt }]) => ({ id, prompt })),
    awaited: state.events.receivers.flatMap(({ wants }) => wants.map(({ name }) => name)),
    halted: !result && state.halt !== undefined,
    refused: state.refused.map(({ title }) => title),
  };
}
