/**
 * One definition tried out with an author's script. Owns what the script becomes in the simulation, and the report.
 */
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { ChildCommand } from '../interpreter/core/command.ts';
import type { NamedEvent } from '../interpreter/core/event.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { EdgePlan, Plan } from '../interpreter/plan.ts';
import { createFakes } from './fakes.ts';
import { checkInput } from './input.ts';
import { compileMade } from './made.ts';
import { createCounter, find, keysOf } from './places.ts';
import { play, type Played } from './play.ts';
import type { Child, News, Outside, Reaction, Reply, Setup } from './run.ts';
import type { Person, Script } from './script.ts';
import { endedVisits, traceLine } from './trace.ts';

export interface Trial {
  readonly plan: Plan;
  /** Fits the input schema and has its defaults. */
  readonly input: Json;
  readonly script: Script;
  readonly catalogue: Catalogue;
  /** Definitions that child runs run, by name; where there is none, and no fake, their output is made up. */
  readonly definitions?: Readonly<Record<string, Plan>>;
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

function setupOf(
  { script, catalogue, definitions: given = {} }: Trial,
  tell: (id: string, value: Json) => void,
): Setup {
  const outputOf = (tool: string) => catalogue.tools.find(({ name }) => name === tool)?.output;
  const fakes = createFakes(script, outputOf, tell);
  const definitions: Record<string, Plan> = { ...given };
  const register = (plan: Plan) => {
    definitions[plan.name] = plan;
    return 1;
  };
  return {
    work: (call, command, _, node) =>
      call.kind === 'compile' ? compileMade(call, catalogue, register) : fakes.work(call, command, node),
    child: (command, node) => {
      const returns = 'returns' in node ? node.returns : undefined;
      const run = () => childOf(definitions, command, () => fakes.makeUp(command.op, returns));
      return fakes.child<Child>(command.op, run);
    },
    people: createPeople(script),
    outside: outsideOf(script),
    ...(script.by !== undefined && { by: script.by }),
  };
}

function childOf(
  definitions: Readonly<Record<string, Plan>>,
  { workflow, input }: ChildCommand,
  otherwise: () => Reply,
): Child {
  const plan = Object.hasOwn(definitions, workflow) ? definitions[workflow] : undefined;
  if (!plan) return otherwise();
  const checked = checkInput(plan, input);
  return checked.ok ? { plan, input: checked.input } : { error: checked.error };
}

function createPeople({ people }: Script): NonNullable<Setup['people']> {
  const next = createCounter();
  return (id) => {
    const scripted = find(people, keysOf(id));
    if (!scripted) return [];
    const { key, entry } = scripted;
    const entries: readonly (Person | readonly Person[])[] = Array.isArray(entry) ? entry : [entry];
    // Wrapped, so that a list of answers to one request is one entry.
    const { given } = next(
      key,
      entries.map((given) => ({ given })),
    );
    return [given].flat().map(reactionOf);
  };
}

function reactionOf({ outcome, value, by, after }: Person): Reaction {
  return {
    ...(after !== undefined && { afterMs: after }),
    answer: {
      ...(outcome !== undefined && { outcome }),
      ...(value !== undefined && { value }),
      ...(by !== undefined && { by }),
    },
  };
}

function outsideOf({ events = [], verbs = [] }: Script): readonly Outside[] {
  return [
    ...verbs.map(({ at, ...verb }): Outside => {
      const event =
        verb.do === 'cancel'
          ? ({ type: 'cancel', ...(verb.reason !== undefined && { reason: verb.reason }) } as const)
          : ({ type: 'verb', verb } as const);
      return { event, ...(at !== undefined && { atMs: at }) };
    }),
    ...events.map(({ at, name, key, data, id }): Outside => {
      const event = {
        name,
        ...(key !== undefined && { key }),
        ...(data !== undefined && { data }),
        ...(id !== undefined && { id }),
      };
      return { event: { type: 'event', event }, ...(at !== undefined && { atMs: at }) };
    }),
  ];
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
    refused: state.refused.map(({ title }) => title),
  };
}
