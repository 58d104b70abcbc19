/** The world of a simulation, made from a script: who does the work, who answers, what comes from outside. */
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { ChildCommand } from '../interpreter/core/command.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import { createFakes } from './fakes.ts';
import { checkInput } from './input.ts';
import { compileMade } from './made.ts';
import { createCounter, find, keysOf } from './places.ts';
import type { Child, Outside, Reaction, Reply, Setup } from './run.ts';
import type { Person, Script } from './script.ts';

export interface World {
  readonly script: Script;
  readonly catalogue: Catalogue;
  /** Definitions that child runs run, by name; where there is none, and no fake, their output is made up. */
  readonly definitions?: Readonly<Record<string, Plan>>;
}

/** @param tell hears of every value that nobody has given */
export function setupOf(
  { script, catalogue, definitions: given = {} }: World,
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
