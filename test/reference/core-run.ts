/**
 * The real core behind the same few words as the reference: what is under way, what happens, what came of it. Owns
 * the translation; work that is stopped answers when it is told to, timers that are only stopped answer at once.
 */
import type { Command } from '../../src/interpreter/core/command.ts';
import type { Event } from '../../src/interpreter/core/event.ts';
import {
  forget,
  type Forgotten,
  nothingForgotten,
  withForgotten,
} from '../../src/interpreter/core/forget.ts';
import { createState, type RunState } from '../../src/interpreter/core/state.ts';
import { transition } from '../../src/interpreter/core/transition.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { traceOf } from '../support/fixture.ts';
import type { Happening } from './run.ts';
import type { World } from './state.ts';

type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;
interface Under {
  readonly op: string;
  readonly type: 'call' | 'timer';
  readonly group: string;
  /** Of a call. */
  readonly input?: Json;
  readonly due: number;
  stopping: boolean;
}

export interface CoreRun {
  readonly plan: Plan;
  readonly state: RunState;
  /** The core is asked to forget after every event. */
  readonly forgotten: Forgotten;
  readonly world: World;
  ops: Under[];
  now: number;
}

export function startCore(plan: Plan, input: Json, world: World): CoreRun {
  const state = createState(plan, { id: 'run-1', workflow: plan.name, version: 1 }, input);
  const run: CoreRun = { plan, state, forgotten: nothingForgotten(), world, ops: [], now: 1_000_000 };
  tell(run, { type: 'start' });
  return run;
}

export function happenInCore(run: CoreRun, event: Happening): void {
  if (run.state.result) return;
  switch (event.type) {
    case 'done': {
      const op = take(run, event.op);
      if (op.type !== 'call') throw new Error(`${op.op} is no call`);
      const reply = run.world(op.op, op.input as { readonly kind: string });
      if ('result' in reply) tell(run, { type: 'done', op: op.op, result: reply.result });
      else tell(run, { type: 'failed', op: op.op, error: reply.error });
      return;
    }
    case 'stopped':
    case 'fired': {
      const op = take(run, event.op);
      run.now = event.type === 'fired' ? Math.max(run.now, op.due) : run.now;
      tell(run, { type: event.type, op: op.op });
      return;
    }
    case 'answer':
    case 'event':
    case 'cancel':
      tell(run, event);
      return;
  }
}

function take(run: CoreRun, op: string): Under {
  const found = run.ops.find((under) => under.op === op);
  if (!found) throw new Error(`${op} is not under way in the core`);
  run.ops = run.ops.filter((under) => under !== found);
  return found;
}

function tell(run: CoreRun, event: Unstamped): void {
  const queue: Unstamped[] = [event];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const commands = transition(run.plan, run.state, { ...next, at: run.now });
    forget(run.plan, run.state, run.forgotten);
    for (const command of commands) queue.push(...follow(run, command));
  }
}

/** Timers beside the work itself answer to a stop at once. */
function follow(run: CoreRun, command: Command): readonly Unstamped[] {
  switch (command.type) {
    case 'call':
      if (command.activity === 'event.subscribe') return [{ type: 'done', op: command.op, result: null }];
      run.ops.push({ ...command, stopping: false, due: 0 });
      return [];
    case 'timer':
      run.ops.push({ ...command, stopping: false, due: run.now + command.ms });
      return [];
    case 'stop': {
      const told = run.ops.filter(({ group }) => group === command.group);
      const beside = told.filter((op) => op.type === 'timer');
      run.ops = run.ops.filter((op) => !beside.includes(op));
      for (const op of told) op.stopping = true;
      return beside.map(({ op }) => ({ type: 'stopped', op }));
    }
    case 'child':
    case 'shard':
    case 'tell':
      throw new Error('child runs are not compared');
    case 'finish':
      return [];
  }
}

export interface Snapshot {
  readonly trace: readonly string[];
  /** Work and timers under way; `!` is told to stop. */
  readonly ops: readonly string[];
  readonly requests: readonly string[];
  readonly result: unknown;
}

export function coreSnapshot({ plan, state, forgotten, ops }: CoreRun): Snapshot {
  return {
    trace: traceOf(withForgotten(state, forgotten), plan),
    ops: state.result
      ? []
      : ops
          .filter(isNoBound)
          .map(({ op, stopping }) => `${op}${stopping ? '!' : ''}`)
          .sort(),
    requests: Object.keys(state.requests).sort(),
    result: resultOf(state),
  };
}

/** The bound of a cleanup never fires here; that of a visit is compared when it does. */
function isNoBound({ op }: Under): boolean {
  return !op.endsWith('/cleanup') && !op.endsWith('/timeout');
}

/** What is compared of how a run has ended. */
export function resultOf({ result }: RunState): unknown {
  if (result === undefined) return undefined;
  if (result.status === 'failed')
    return { status: 'failed', type: result.error.type, instance: result.error.instance ?? '' };
  return result.status === 'succeeded' ? result : { status: 'cancelled' };
}
