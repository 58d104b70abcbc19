/**
 * Runs a plan in memory and in virtual time: the interpreter core with a made-up world around it. Owns how events and
 * commands go round; what the world answers is the setup's, when is the queue's.
 *
 * PL1. The same plan and setup give the same commands at the same virtual times, always.
 * PL2. It ends when nothing can happen any more: the run is over, or it waits for somebody who does not come.
 */
import type { Command, RunResult } from '../interpreter/core/command.ts';
import { forget, nothingForgotten, withForgotten } from '../interpreter/core/forget.ts';
import { createShardRun } from '../interpreter/core/shard-run.ts';
import type { Shard } from '../interpreter/core/shards.ts';
import { createState, type RunState } from '../interpreter/core/state.ts';
import { transition } from '../interpreter/core/transition.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import { beginChild, beginShard } from './children.ts';
import { beginCall, beginTimer, stopGroup } from './operations.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Identity, Outside, Run, Setup, Simulation, Unstamped } from './run.ts';
import { createServices } from './services.ts';
import { followVisits } from './trace.ts';

export interface Played {
  /** Undefined while the run waits for what does not come. */
  readonly result: RunResult | undefined;
  /** With what was forgotten while the run went on. */
  readonly state: RunState;
  /** The runs that did parts of its maps. */
  readonly shards: readonly { readonly plan: Plan; readonly state: RunState }[];
  /** Commands of the run as they were given, `finish` included. */
  readonly commands: readonly Command[];
  /** Ms from the start until the run was over, or nothing could happen any more. */
  readonly passedMs: number;
}

/** Midnight, so that times can be read: 2026-01-01T00:00:00Z. */
const startedAt = Date.UTC(2026, 0, 1);

/** @param setup.input fits the input schema and has its defaults */
export function play(plan: Plan, setup: Setup): Played {
  const sim = createSimulation(setup);
  let passedMs: number | undefined;
  const by = setup.by === undefined ? {} : { by: setup.by };
  const run = sim.open(plan, setup.input ?? {}, { id: 'run-1', ...by }, () => {
    passedMs = sim.queue.now() - startedAt;
  });
  for (const outside of setup.outside ?? [])
    arrange(sim.queue, outside, (event) => sim.feed(addressee(sim, run, event), event));
  for (let next = sim.queue.take(); next; next = sim.queue.take()) next();
  const { commands } = run;
  const state = withForgotten(run.state, run.forgotten);
  const shards = sim.runs.flatMap((other) =>
    other.state.around ? [{ plan: other.plan, state: withForgotten(other.state, other.forgotten) }] : [],
  );
  return { result: state.result, state, shards, commands, passedMs: passedMs ?? sim.queue.now() - startedAt };
}

function createSimulation(setup: Setup): Simulation {
  const queue = createQueue<() => void>(startedAt);
  const runs: Run[] = [];
  const later = (id: string, event: Unstamped) => {
    const run = runs.find((candidate) => candidate.id === id);
    if (run) queue.put('work', 0, () => feed(sim, run, event));
  };
  const services = createServices({
    event: (id, event) => later(id, { type: 'event', event }),
    granted: (id, op) => later(id, { type: 'granted', op }),
  });
  const sim: Simulation = {
    setup,
    queue,
    services,
    runs,
    startedAt,
    feed: (run, event) => feed(sim, run, event),
    open: (plan, input, identity, ended) => open(sim, plan, input, identity, ended),
    openShard: (run, shard, ended) => openShard(sim, run, shard, ended),
  };
  return sim;
}

function open(sim: Simulation, plan: Plan, input: Json, identity: Identity, ended: Run['ended']): Run {
  const state = createState(plan, { workflow: plan.name, version: 1, ...identity }, input);
  return begin(sim, identity.id, plan, state, ended);
}

function openShard(sim: Simulation, of: Run, shard: Shard, ended: Run['ended']): Run {
  const { plan, state } = createShardRun(of.plan, of.state.run, shard);
  return begin(sim, `${of.id}/shard-${sim.runs.length}`, plan, state, ended);
}

function begin(sim: Simulation, id: string, plan: Plan, state: RunState, ended: Run['ended']): Run {
  const run: Run = {
    id,
    plan,
    state,
    under: new Map(),
    commands: [],
    newVisits: followVisits(plan),
    asked: new Set(),
    forgotten: nothingForgotten(),
    ended,
  };
  sim.runs.push(run);
  sim.queue.put('work', 0, () => feed(sim, run, { type: 'start' }));
  return run;
}

/** What is asked in a part of a map is answered there. */
function addressee({ runs }: Simulation, run: Run, event: Unstamped): Run {
  if (event.type !== 'answer' || event.answer.request === undefined) return run;
  const { request } = event.answer;
  return runs.find(({ state }) => state.around && Object.hasOwn(state.requests, request)) ?? run;
}

function arrange(
  queue: Queue<() => void>,
  { atMs, event }: Outside,
  feedRun: (event: Unstamped) => void,
): void {
  const happen = () => feedRun(event);
  if (atMs === undefined) queue.putIdle(1, happen);
  else queue.put('outside', atMs, happen);
}

function feed(sim: Simulation, run: Run, event: Unstamped): void {
  const commands = transition(run.plan, run.state, { ...event, at: sim.queue.now() }, sim.setup.taken);
  run.commands.push(...commands);
  tell(sim, run);
  for (const command of commands) execute(sim, run, command);
  if (sim.setup.asKept) keep(run);
}

function keep(run: Run): void {
  forget(run.plan, run.state, run.forgotten);
  run.state = JSON.parse(JSON.stringify(run.state)) as RunState;
}

function execute(sim: Simulation, run: Run, command: Command): void {
  switch (command.type) {
    case 'call':
      return beginCall(sim, run, command);
    case 'child':
      return beginChild(sim, run, command);
    case 'shard':
      return beginShard(sim, run, command);
    case 'tell':
      return run.under.get(command.op)?.tell?.(command.told);
    case 'timer':
      return beginTimer(sim, run, command);
    case 'stop':
      return stopGroup(sim, run, command.group);
    case 'finish':
      sim.services.forget(run.id);
      return run.ended(command.result);
  }
}

/** Who watches hears of visits that have ended; people hear of what they are asked. */
function tell(sim: Simulation, run: Run): void {
  const { watch, people } = sim.setup;
  const at = sim.queue.now() - startedAt;
  if (watch) {
    for (const { path, visit } of run.newVisits(run.state))
      watch({ is: 'visit', at, run: run.id, path, visit });
  }
  // What is in doubt once more is asked once more, under the same id (S36).
  for (const id of run.asked) if (!Object.hasOwn(run.state.requests, id)) run.asked.delete(id);
  for (const [id, request] of Object.entries(run.state.requests)) {
    if (run.asked.has(id)) continue;
    run.asked.add(id);
    watch?.({ is: 'asked', at, run: run.id, request: id, prompt: request.prompt });
    for (const { afterMs, answer } of people?.(id, request) ?? []) {
      const happen = () => sim.feed(run, { type: 'answer', answer: { ...answer, request: id } });
      if (afterMs === undefined) sim.queue.putIdle(0, happen);
      else sim.queue.put('outside', afterMs, happen);
    }
  }
}
