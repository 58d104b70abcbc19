/** Drives a plan event by event, and says what each event makes the core ask for. Owns the short form. */
import type { Command } from '../../src/interpreter/core/command.ts';
import type { Event, Verb } from '../../src/interpreter/core/event.ts';
import { createState, type RunIdentity, type RunState } from '../../src/interpreter/core/state.ts';
import { transition } from '../../src/interpreter/core/transition.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { expectJson } from './json.ts';

type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

export interface ByHand {
  readonly state: () => RunState;
  /** `op`, `tell OP VERB`, `stop GROUP` or `finish`, in the order of the commands. The state is stored and read in between. */
  readonly feed: (event: Unstamped) => readonly string[];
  /** The same in full. */
  readonly commands: (event: Unstamped) => readonly Command[];
  readonly done: (op: string, result?: Json) => readonly string[];
  readonly failed: (op: string, type: string) => readonly string[];
  readonly verb: (verb: Verb) => readonly string[];
}

export function byHand(plan: Plan, run: Partial<RunIdentity> = {}): ByHand {
  let state = createState(plan, { id: 'run-1', workflow: plan.name, version: 1, ...run }, {});
  let at = 0;
  const commands = (event: Unstamped) => {
    at++;
    const given = transition(plan, state, { ...event, at });
    for (const value of [state, given]) expectJson(value);
    state = JSON.parse(JSON.stringify(state)) as RunState;
    return given;
  };
  const feed = (event: Unstamped) => commands(event).map(shortOf);
  return {
    state: () => state,
    feed,
    commands,
    done: (op, result = null) => feed({ type: 'done', op, result }),
    failed: (op, type) => feed({ type: 'failed', op, error: { type, title: type, retryable: false } }),
    verb: (verb) => feed({ type: 'verb', verb }),
  };
}

function shortOf(command: Command): string {
  if (command.type === 'stop') return `stop ${command.group}`;
  if (command.type === 'tell')
    return `tell ${command.op} ${'verb' in command.told ? command.told.verb.do : 'answer'}`;
  return 'op' in command ? command.op : command.type;
}
