/**
 * Calls and timers of a simulated run: attempts, the pauses between them, time limits, and being stopped. Owns when
 * an operation ends; what an attempt gives is the setup's.
 */
import type { Call } from '../interpreter/call.ts';
import type { CallCommand, TimerCommand } from '../interpreter/core/command.ts';
import { type RunError, timeoutError } from '../interpreter/errors.ts';
import type { RetryPlan } from '../interpreter/plan.ts';
import { mayRetry, pauseAfter } from '../interpreter/retry.ts';
import { nodeOf } from './trace.ts';
import type { Reply, Run, Simulation, Under, Unstamped } from './run.ts';

export function beginTimer(sim: Simulation, run: Run, command: TimerCommand): void {
  const under: Under = { command };
  run.under.set(command.op, under);
  under.entry = sim.queue.put('timer', command.ms, () => end(sim, run, { type: 'fired', op: command.op }));
}

/** Once for each attempt; the first begins at once. */
export function beginCall(sim: Simulation, run: Run, command: CallCommand): void {
  const under: Under = { command };
  run.under.set(command.op, under);
  attempt(sim, run, under, { command, number: 1, since: sim.queue.now() });
}

interface Attempt {
  readonly command: CallCommand;
  readonly number: number;
  /** When the call was first scheduled. */
  readonly since: number;
}

function attempt(sim: Simulation, run: Run, under: Under, at: Attempt): void {
  const { command, number } = at;
  const { op, retry } = command;
  const left = at.since + (command.timeoutMs ?? Infinity) - sim.queue.now();
  const { afterMs, reply } = bounded(give(sim, run, command, number), retry, left);
  under.entry = sim.queue.put('work', afterMs, () => {
    if ('result' in reply) return end(sim, run, { type: 'done', op, result: reply.result });
    const { error } = reply;
    const pauseMs = pauseAfter(retry, number);
    const comesTooLate = sim.queue.now() + pauseMs >= at.since + (command.timeoutMs ?? Infinity);
    if (number >= retry.attempts || comesTooLate || !mayRetry(error, retry))
      return end(sim, run, { type: 'failed', op, error });
    tellRetry(sim, run, command, error, pauseMs);
    under.entry = sim.queue.put('work', pauseMs, () =>
      attempt(sim, run, under, { ...at, number: number + 1 }),
    );
  });
  follow(sim, run, command);
}

function tellRetry(sim: Simulation, run: Run, { op }: CallCommand, error: RunError, pauseMs: number): void {
  const at = sim.queue.now() - sim.startedAt;
  sim.setup.watch?.({ is: 'retry', at, run: run.id, op, error, pauseMs });
}

/** An attempt that would take longer than it may ends when its time is over. */
function bounded(reply: Reply, retry: RetryPlan, left: number): { afterMs: number; reply: Reply } {
  const afterMs = reply.afterMs ?? 0;
  const ownLimit = retry.attemptTimeoutMs ?? Infinity;
  if (afterMs <= Math.min(ownLimit, left)) return { afterMs, reply };
  if (left <= ownLimit) return { afterMs: left, reply: { error: timeoutError('timeout', left) } };
  const title = 'The attempt took too long';
  return { afterMs: ownLimit, reply: { error: { type: 'attempt-timeout', title, retryable: true } } };
}

function end(sim: Simulation, run: Run, event: Unstamped & { readonly op: string }): void {
  run.under.delete(event.op);
  sim.feed(run, event);
}

/** A result that is kept is not made again. */
function give(sim: Simulation, run: Run, command: CallCommand, number: number): Reply {
  const call = callOf(command);
  const served = serve(sim, command, call);
  if (served) return served;
  const now = sim.queue.now();
  const kept = call.cache && sim.services.kept(call, now);
  if (kept !== undefined) return { result: kept };
  const reply = sim.setup.work(call, command, number, nodeOf(run.plan, run.state, command.op));
  if (call.cache && 'result' in reply) sim.services.keep(call, reply.result, now);
  return reply;
}

/** The input of a call is a `Call` by the contract between the core and the activities. */
function callOf({ input }: CallCommand): Call {
  return input as unknown as Call;
}

/** What runs have in common answers by itself. */
function serve(sim: Simulation, { activity }: CallCommand, call: Call): Reply | undefined {
  const { services, queue } = sim;
  switch (call.kind) {
    case 'subscribe':
    case 'emit':
    case 'lock':
      return { result: null };
    case 'cache': {
      if (activity === 'cache.put') services.keep(call, call.value ?? null, queue.now());
      const value = services.kept(call, queue.now());
      return { result: value === undefined ? { hit: false } : { hit: true, value } };
    }
    default:
      return undefined;
  }
}

/** What runs are told because of the call; each hears of the end of the call first. */
function follow(sim: Simulation, run: Run, command: CallCommand): void {
  const { services, queue, setup, startedAt } = sim;
  const call = callOf(command);
  switch (call.kind) {
    case 'subscribe':
      return services.subscribe(run.id, call);
    case 'emit':
      setup.watch?.({ is: 'emitted', at: queue.now() - startedAt, run: run.id, event: call.event });
      return services.emit(call);
    case 'lock':
      if (command.activity === 'lock.acquire') services.acquire(run.id, call);
      else services.release(run.id, call);
      return;
    default:
  }
}

/** Everything of the group ends now; what had ended by itself at this moment ends as stopped too. */
export function stopGroup(sim: Simulation, run: Run, group: string): void {
  for (const [op, under] of run.under) {
    if (under.command.group !== group) continue;
    if (under.stop) under.stop();
    else stopOne(sim, run, op, under);
  }
}

function stopOne(sim: Simulation, run: Run, op: string, under: Under): void {
  const stopped = () => end(sim, run, { type: 'stopped', op });
  const { entry } = under;
  if (entry && !sim.queue.isLater(entry) && under.command.type === 'call') {
    entry.what = stopped;
    return;
  }
  if (entry) sim.queue.remove(entry);
  under.entry = sim.queue.put('work', 0, stopped);
}
