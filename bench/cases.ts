/**
 * The cases of the comparison and what each must hold (settled 25). Owns how a case is run on either side.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { resumeUpdate, type PlannedRun } from '../src/workflows/messages.ts';
import * as graphs from './graphs.ts';
import { answerUpdate } from './handwritten/workflows.ts';
import { planOf } from './plans.ts';
import type { Worker } from './sides.ts';

export interface Case {
  readonly name: string;
  readonly rounds: number;
  /** In several executions, of which no single one has all events. */
  readonly goesOn?: true;
  /** Minutes: no round to warm up, the first one counts. */
  readonly long?: true;
  /** Hours: only when it is asked for by its whole name. */
  readonly rare?: true;
  /** Of a loop, whose costs are told for each. */
  readonly turns?: number;
  /** Highest allowed ratio to the hand-written side; for `rate` the lowest. */
  readonly hold: {
    readonly latency?: number;
    readonly cpu?: number;
    readonly events?: number;
    readonly rate?: number;
  };
  /** Runs the case once; ms of what is measured, and the runs whose events count. */
  run(
    worker: Worker,
    client: Client,
  ): Promise<{ readonly ms: number; readonly runs: readonly WorkflowHandle[] }>;
}

export const cases: readonly Case[] = [
  whole('chain of 10', 15, { latency: 0.95 }, 'chain', 10, graphs.chain(10)),
  whole('chain of 100', 9, { latency: 0.95, cpu: 0.85, events: 1 }, 'chain', 100, graphs.chain(100)),
  whole('fan-out of 500', 9, { latency: 1, cpu: 0.95, events: 1.1 }, 'fanOut', 500, graphs.fanOut(500)),
  {
    ...whole('fan-out of 1,000', 7, { latency: 0.9 }, 'fanOut', 1_000, graphs.fanOut(1_000)),
    goesOn: true,
  },
  whole('chain of 100 quick tools', 9, { latency: 0.3 }, 'chain', 100, graphs.chain(100, 'bench.quick')),
  whole('fan-out of 500 quick tools', 9, { latency: 0.3 }, 'fanOut', 500, graphs.fanOut(500, 'bench.quick')),
  loop(3_000, 3),
  { ...loop(10_000, 2), long: true },
  { ...loop(100_000, 1), long: true, rare: true },
  {
    ...whole('map of 10,000', 3, { latency: 1.1 }, 'map', 10_000, graphs.map(10_000)),
    long: true,
  },
  { name: 'answer of a person to next node', rounds: 40, hold: { latency: 1.02 }, run: answer },
  { name: 'tiny runs, 50 at once', rounds: 7, hold: { rate: 1.2 }, run: crowd },
];

/** On both sides it goes on in new executions. */
function loop(turns: number, rounds: number): Case {
  const name = `loop of ${turns.toLocaleString('en-US')}`;
  return {
    ...whole(name, rounds, { latency: 1.1 }, 'loop', turns, graphs.loop(turns)),
    goesOn: true,
    turns,
  };
}

export function start(
  client: Client,
  side: Worker['side'],
  taskQueue: string,
  type: string,
  size: number,
  text: string,
) {
  const workflowId = `bench-${randomUUID()}`;
  if (side !== 'ostinato')
    return client.workflow.start(type, { workflowId, taskQueue, args: size > 0 ? [size] : [] });
  const plan = planOf(text);
  const run: PlannedRun = { input: {}, definition: { version: 1, hash: plan.hash }, attributes: [] };
  return client.workflow.start(plan.name, { workflowId, taskQueue, args: [run, plan] });
}

function whole(
  name: string,
  rounds: number,
  hold: Case['hold'],
  type: string,
  size: number,
  text: string,
): Case {
  return {
    name,
    rounds,
    hold,
    async run({ side, taskQueue }, client) {
      const began = performance.now();
      const handle = await start(client, side, taskQueue, type, size, text);
      await handle.result();
      return { ms: performance.now() - began, runs: [handle] };
    },
  };
}

/** From sending the answer to the end of the run, which is one step later. */
async function answer({ side, taskQueue }: Worker, client: Client) {
  const handle = await start(client, side, taskQueue, 'human', 0, graphs.human());
  // Both sides get the same time to come to the question.
  await setTimeout(150);
  const began = performance.now();
  if (side === 'ostinato')
    await handle.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1', outcome: 'ok' }] });
  else await handle.executeUpdate(answerUpdate, { args: ['ok'] });
  await handle.result();
  return { ms: performance.now() - began, runs: [handle] };
}

/** Runs of one step, all at once, started in the worker's own process as each side would do it there. */
async function crowd(worker: Worker) {
  return { ms: await worker.crowd(), runs: [] };
}
