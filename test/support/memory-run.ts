/**
 * Runs a plan in memory: the core with a world of plain functions around it. Owns the order in which operations end:
 * first in, first out; then what is sent to the run, one after the other; timers when nothing is left to be sent, the
 * shortest first. Child runs run to their end as soon as they are begun.
 */
import type { Call } from '../../src/interpreter/call.ts';
import type {
  CallCommand,
  ChildCommand,
  Command,
  RunResult,
  TimerCommand,
} from '../../src/interpreter/core/command.ts';
import type { Answer, Event, NamedEvent, Verb } from '../../src/interpreter/core/event.ts';
import { createState, type RunState } from '../../src/interpreter/core/state.ts';
import { transition } from '../../src/interpreter/core/transition.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { withDefaults } from '../../src/interpreter/schema.ts';
import { createOutside } from './memory-outside.ts';

export type Reply = { readonly result: Json } | { readonly error: RunError };
export type World = (call: Call, command: CallCommand) => Reply;
/** What is sent to a run from outside. */
export type Sent =
  | Answer
  | { readonly event: NamedEvent }
  | { readonly verb: Verb }
  | { readonly cancel: true };
type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

export interface MemoryRun {
  readonly state: RunState;
  readonly result: RunResult | undefined;
  /** Commands as they were given, `finish` included. */
  readonly commands: readonly Command[];
}
export interface MemoryOptions {
  readonly input?: Json;
  readonly sent?: readonly Sent[];
  readonly by?: string;
  readonly children?: Readonly<Record<string, Plan>>;
  /** Store and read the state after every event. */
  readonly throughJson?: boolean;
  readonly depth?: number;
}

export function runInMemory(plan: Plan, world: World, options: MemoryOptions = {}): MemoryRun {
  const { by, depth = 0, throughJson = false } = options;
  const identity = { id: 'run-1', workflow: plan.name, version: 1, depth, ...(by !== undefined && { by }) };
  let state = createState(plan, identity, options.input ?? {});
  const sent = [...(options.sent ?? [])];
  const outside = createOutside();
  const commands: Command[] = [];
  const queue: Unstamped[] = [{ type: 'start' }];
  const groups = new Map<string, string>();
  let timers: (TimerCommand & { readonly due: number })[] = [];
  let now = 1_000_000;

  const answer = (op: string, reply: Reply) =>
    queue.push(
      'result' in reply
        ? { type: 'done', op, result: reply.result }
        : { type: 'failed', op, error: reply.error },
    );
  const call = (command: CallCommand) => {
    // The core makes calls of the shapes in `call.ts` only.
    const input = command.input as unknown as Call;
    const followed = outside(input, command.activity);
    answer(command.op, followed ?? world(input, command));
    queue.push(...(followed?.events ?? []).map((event) => ({ type: 'event', event }) as const));
    queue.push(...(followed?.granted ?? []).map((op) => ({ type: 'granted', op }) as const));
  };
  const stop = (group: string) => {
    const inGroup = (timer: TimerCommand) => timer.group === group;
    queue.push(...timers.filter(inGroup).map(({ op }) => ({ type: 'stopped', op }) as const));
    timers = timers.filter((timer) => !inGroup(timer));
    for (const [at, event] of queue.entries()) {
      if ('op' in event && groups.get(event.op) === group) queue[at] = { type: 'stopped', op: event.op };
    }
  };
  const follow = (command: Command) => {
    commands.push(command);
    switch (command.type) {
      case 'call':
        groups.set(command.op, command.group);
        return call(command);
      case 'child':
        groups.set(command.op, command.group);
        return answer(command.op, runChild(command, world, options));
      case 'timer':
        timers.push({ ...command, due: now + command.ms });
        return;
      case 'stop':
        return stop(command.group);
      case 'finish':
        return;
    }
  };
  const next = (): Unstamped | undefined => {
    const event = queue.shift();
    if (event || state.result) return event;
    const message = sent.shift();
    if (message) return asEvent(message);
    timers.sort((a, b) => a.due - b.due);
    const timer = timers.shift();
    if (!timer) return undefined;
    now = Math.max(now, timer.due);
    return { type: 'fired', op: timer.op };
  };
  for (let event = next(); event; event = next()) {
    for (const command of transition(plan, state, { ...event, at: now++ })) follow(command);
    // The state must survive being stored between any two events (ST1).
    if (throughJson) state = JSON.parse(JSON.stringify(state)) as RunState;
  }
  return { state, result: state.result, commands };
}

function asEvent(sent: Sent): Unstamped {
  if ('cancel' in sent) return { type: 'cancel' };
  if ('event' in sent) return { type: 'event', event: sent.event };
  if ('verb' in sent) return { type: 'verb', verb: sent.verb };
  return { type: 'answer', answer: sent };
}

function runChild(
  { workflow, input, depth, detach }: ChildCommand,
  world: World,
  options: MemoryOptions,
): Reply {
  const plan = options.children?.[workflow];
  if (!plan) {
    const title = `There is no definition ${workflow}`;
    return { error: { type: 'definition-unknown', title, retryable: false } };
  }
  const given = plan.input === undefined ? input : withDefaults(plan.input, input);
  const { sent: _, ...rest } = options;
  const { result } = runInMemory(plan, world, { ...rest, input: given, depth });
  if (detach) return { result: `${workflow}-1` };
  if (result?.status === 'succeeded') return { result: result.output };
  const error = result?.error ?? { type: 'cancelled', title: 'The run was cancelled', retryable: false };
  return { error };
}
