/**
 * The cases of the comparison and what each must hold (settled 25). Owns how a case is run on either side.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { compileDefinition, type Plan } from '../src/interpreter/index.ts';
import { resumeUpdate, type RunInput } from '../src/workflows/messages.ts';
import { benchCatalogue } from './activities.ts';
import * as graphs from './graphs.ts';
import { answerUpdate } from './handwritten/workflows.ts';
import type { Side } from './sides.ts';

export interface Case {
  readonly name: string;
  readonly rounds: number;
  /** Highest allowed ratio to the hand-written side; for `rate` the lowest. */
  readonly hold: {
    readonly latency?: number;
    readonly cpu?: number;
    readonly events?: number;
    readonly rate?: number;
  };
  /** Runs the case once; ms of what is measured, and the runs whose events count. */
  run(
    side: Side,
    client: Client,
    taskQueue: string,
  ): Promise<{ readonly ms: number; readonly runs: readonly WorkflowHandle[] }>;
}

export const cases: readonly Case[] = [
  whole('chain of 10', 15, { latency: 0.95 }, 'chain', 10, graphs.chain(10)),
  whole('chain of 100', 9, { latency: 0.95, cpu: 0.85, events: 1 }, 'chain', 100, graphs.chain(100)),
  whole('fan-out of 500', 9, { latency: 1, cpu: 0.95, events: 1.1 }, 'fanOut', 500, graphs.fanOut(500)),
  whole('fan-out of 1,000', 7, { latency: 0.9 }, 'fanOut', 1_000, graphs.fanOut(1_000)),
  { name: 'answer of a person to next node', rounds: 40, hold: { latency: 1.02 }, run: answer },
  { name: 'tiny runs, 50 at once', rounds: 7, hold: { rate: 1.2 }, run: crowd },
];

const plans = new Map<string, Plan>();
function planOf(text: string): Plan {
  const known = plans.get(text);
  if (known) return known;
  const { plan, diagnostics } = compileDefinition(text, benchCatalogue);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  plans.set(text, plan);
  return plan;
}

function start(client: Client, side: Side, taskQueue: string, type: string, size: number, text: string) {
  const workflowId = `bench-${randomUUID()}`;
  if (side !== 'ostinato')
    return client.workflow.start(type, { workflowId, taskQueue, args: size > 0 ? [size] : [] });
  const plan = planOf(text);
  const input: RunInput = { plan, input: {}, definition: { version: 1, hash: plan.hash }, attributes: [] };
  return client.workflow.start(plan.name, { workflowId, taskQueue, args: [input] });
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
    async run(side, client, taskQueue) {
      const began = performance.now();
      const handle = await start(client, side, taskQueue, type, size, text);
      await handle.result();
      return { ms: performance.now() - began, runs: [handle] };
    },
  };
}

/** From sending the answer to the end of the run, which is one step later. */
async function answer(side: Side, client: Client, taskQueue: string) {
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

/** 50 runs of one step, all at once. */
async function crowd(side: Side, client: Client, taskQueue: string) {
  const began = performance.now();
  const runs = await Promise.all(
    Array.from({ length: 50 }, () => start(client, side, taskQueue, 'tiny', 0, graphs.tiny())),
  );
  await Promise.all(runs.map((run) => run.result()));
  return { ms: performance.now() - began, runs };
}
