/**
 * Runs a plan in memory: the core with a world of plain functions around it. Owns the order in which operations end:
 * first in, first out; timers only when nothing else is under way, the shortest first; then the next scripted answer.
 */
import type { Call } from '../../src/interpreter/call.ts';
import type { CallCommand, Command, RunResult, TimerCommand } from '../../src/interpreter/core/command.ts';
import type { Answer, Event } from '../../src/interpreter/core/event.ts';
import { createState, type RunState } from '../../src/interpreter/core/state.ts';
import { transition } from '../../src/interpreter/core/transition.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';

export type Reply = { readonly result: Json } | { readonly error: RunError };
export type World = (call: Call, command: CallCommand) => Reply;
type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

export interface MemoryRun {
  readonly state: RunState;
  readonly result: RunResult | undefined;
  /** Commands as they were given, `finish` included. */
  readonly commands: readonly Command[];
}

export function runInMemory(
  plan: Plan,
  world: World,
  options: { input?: Json; answers?: readonly (Answer | { cancel: true })[]; throughJson?: boolean } = {},
): MemoryRun {
  let state = createState(plan, { id: 'run-1', workflow: plan.name, version: 1 }, options.input ?? {});
  const answers = [...(options.answers ?? [])];
  const commands: Command[] = [];
  const queue: Unstamped[] = [{ type: 'start' }];
  const groups = new Map<string, CallCommand | TimerCommand>();
  let timers: (TimerCommand & { readonly due: number })[] = [];
  let now = 1_000_000;
  const follow = (command: Command) => {
    commands.push(command);
    if (command.type === 'call') {
      groups.set(command.op, command);
      const reply = world(command.input as unknown as Call, command);
      const { op } = command;
      queue.push(
        'result' in reply
          ? { type: 'done', op, result: reply.result }
          : { type: 'failed', op, error: reply.error },
      );
    }
    if (command.type === 'timer') timers.push({ ...command, due: now + command.ms });
    if (command.type === 'stop') {
      const inGroup = (timer: TimerCommand) => timer.group === command.group;
      queue.push(...timers.filter(inGroup).map(({ op }) => ({ type: 'stopped', op }) as const));
      timers = timers.filter((timer) => !inGroup(timer));
      for (const [at, event] of queue.entries()) {
        if ('op' in event && groups.get(event.op)?.group === command.group)
          queue[at] = { type: 'stopped', op: event.op };
      }
    }
  };
  const next = (): Unstamped | undefined => {
    const event = queue.shift();
    if (event || state.result) return event;
    const answer = answers.shift();
    if (answer) return 'cancel' in answer ? { type: 'cancel' } : { type: 'answer', answer };
    timers.sort((a, b) => a.due - b.due);
    const timer = timers.shift();
    if (!timer) return undefined;
    now = Math.max(now, timer.due);
    return { type: 'fired', op: timer.op };
  };
  for (let event = next(); event; event = next()) {
    for (const command of transition(plan, state, { ...event, at: now++ })) follow(command);
    // The state must survive being stored between any two events (ST1).
    if (options.throughJson) state = JSON.parse(JSON.stringify(state)) as RunState;
  }
  return { state, result: state.result, commands };
}
