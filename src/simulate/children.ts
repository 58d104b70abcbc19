/** Child runs of a simulated run. Owns how they begin, are tried again, and are told to end. */
import type { ChildCommand, RunResult, ShardCommand, Told } from '../interpreter/core/command.ts';
import { type RunError, timeoutError } from '../interpreter/errors.ts';
import { mayRetry } from '../interpreter/retry.ts';
import { nodeOf } from './trace.ts';
import type { Child, Reply, Run, Simulation, Under, Unstamped } from './run.ts';

export function beginChild(sim: Simulation, run: Run, command: ChildCommand): void {
  begin(sim, run, command, 1);
}

/** A part of a map: a run that ends as it does, and is never tried again. */
export function beginShard(sim: Simulation, run: Run, command: ShardCommand): void {
  const { op, shard } = command;
  const part = sim.openShard(run, shard, (result) =>
    ended(sim, run, op, result, (error) => end(sim, run, { type: 'failed', op, error })),
  );
  run.under.set(op, {
    command,
    stop: () => sim.queue.put('work', 0, () => sim.feed(part, { type: 'cancel' })),
    tell: (told) => sim.queue.put('work', 0, () => sim.feed(part, eventOf(told))),
  });
}

function begin(sim: Simulation, run: Run, command: ChildCommand, attempt: number): void {
  const child: Child = sim.setup.child?.(command, nodeOf(run.plan, run.state, command.op)) ?? {
    error: unknown(command.workflow),
  };
  if ('plan' in child) return open(sim, run, command, child, attempt);
  const reply: Reply = child;
  const under: Under = { command };
  run.under.set(command.op, under);
  under.entry = sim.queue.put('work', reply.afterMs ?? 0, () => {
    if ('error' in reply) return failed(sim, run, command, reply.error, attempt);
    end(sim, run, { type: 'done', op: command.op, result: reply.result });
  });
}

function open(
  sim: Simulation,
  run: Run,
  command: ChildCommand,
  { plan, input }: Extract<Child, { plan: unknown }>,
  attempt: number,
): void {
  const { op, workflow, depth, detach, timeoutMs } = command;
  const id = `${workflow}-${sim.runs.length}`;
  sim.setup.watch?.({ is: 'child', at: sim.queue.now() - sim.startedAt, run: run.id, op, workflow, id });
  let late: RunError | undefined;
  const child = sim.open(plan, input, { id, depth }, (result) => {
    const own: RunResult = late ? { status: 'failed', error: late } : result;
    if (!detach) ended(sim, run, op, own, (error) => failed(sim, run, command, error, attempt));
  });
  const cancel = () => sim.queue.put('work', 0, () => sim.feed(child, { type: 'cancel' }));
  if (detach) {
    sim.queue.put('work', 0, () => end(sim, run, { type: 'done', op, result: id }));
    return;
  }
  run.under.set(op, { command, stop: cancel });
  if (timeoutMs === undefined) return;
  sim.queue.put('timer', timeoutMs, () => {
    if (child.state.result) return;
    late = timeoutError('timeout', timeoutMs);
    sim.feed(child, { type: 'cancel' });
  });
}

/** What the end of the run is for the one around it; a failure may be tried again. */
function ended(
  sim: Simulation,
  run: Run,
  op: string,
  result: RunResult,
  fails: (error: RunError) => void,
): void {
  switch (result.status) {
    case 'succeeded':
      return end(sim, run, { type: 'done', op, result: result.output });
    case 'cancelled':
      return end(sim, run, { type: 'stopped', op });
    case 'failed':
      return fails(result.error);
  }
}

function failed(sim: Simulation, run: Run, command: ChildCommand, error: RunError, attempt: number): void {
  const { op, retry } = command;
  if (attempt >= retry.attempts || !mayRetry(error, retry))
    return end(sim, run, { type: 'failed', op, error });
  const pauseMs = Math.min(
    retry.backoffMs * retry.factor ** (attempt - 1),
    Math.max(retry.maxMs, retry.backoffMs),
  );
  const under: Under = { command };
  run.under.set(op, under);
  under.entry = sim.queue.put('work', pauseMs, () => begin(sim, run, command, attempt + 1));
}

function end(sim: Simulation, run: Run, event: Unstamped & { readonly op: string }): void {
  run.under.delete(event.op);
  sim.feed(run, event);
}

function unknown(workflow: string): RunError {
  return {
    type: 'definition-unknown',
    title: `There is no definition ${workflow}`,
    detail: 'Give the simulation its file, or a fake for the node.',
    retryable: false,
  };
}

function eventOf(told: Told): Unstamped {
  return 'verb' in told ? { type: 'verb', ...told } : { type: 'answer', ...told };
}
