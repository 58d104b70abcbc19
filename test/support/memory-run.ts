/** Runs a plan in memory with plain functions for the world around it. Owns the short form that tests use. */
import type { Call } from '../../src/interpreter/call.ts';
import type { CallCommand, ChildCommand } from '../../src/interpreter/core/command.ts';
import type { Answer, NamedEvent, Verb } from '../../src/interpreter/core/event.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { withDefaults } from '../../src/interpreter/schema.ts';
import { play, type Played } from '../../src/simulate/play.ts';
import type { Child, Reply, Unstamped } from '../../src/simulate/run.ts';

export type { Reply };
export type World = (call: Call, command: CallCommand) => Reply;
/** What is sent to a run from outside. */
export type Sent =
  | Answer
  | { readonly event: NamedEvent }
  | { readonly verb: Verb }
  | { readonly cancel: true };

export interface MemoryOptions {
  readonly input?: Json;
  /** One after the other, each when nothing is under way but what waits. */
  readonly sent?: readonly Sent[];
  readonly by?: string;
  readonly children?: Readonly<Record<string, Plan>>;
  /** Forget, store and read the state after every event. */
  readonly asKept?: boolean;
}

export function runInMemory(plan: Plan, world: World, options: MemoryOptions = {}): Played {
  const { sent = [], children = {}, ...rest } = options;
  return play(plan, {
    ...rest,
    work: world,
    outside: sent.map((message) => ({ event: eventOf(message) })),
    child: (command) => childOf(children, command),
  });
}

function eventOf(sent: Sent): Unstamped {
  if ('cancel' in sent) return { type: 'cancel' };
  if ('event' in sent) return { type: 'event', event: sent.event };
  if ('verb' in sent) return { type: 'verb', verb: sent.verb };
  return { type: 'answer', answer: sent };
}

function childOf(children: Readonly<Record<string, Plan>>, { workflow, input }: ChildCommand): Child {
  const plan = children[workflow];
  if (plan) return { plan, input: plan.input === undefined ? input : withDefaults(plan.input, input) };
  const title = `There is no definition ${workflow}`;
  return { error: { type: 'definition-unknown', title, retryable: false } };
}
