/**
 * Whatever process is killed, paused or cut off while runs go on: they end as they do in memory, nothing is lost, and
 * nothing is done twice that was known to be done. `npm run test:crash -- --seeds 500` tries more.
 */
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { chance } from '../reference/lockstep.ts';
import { historiesOf } from '../support/temporal.ts';
import { type Attended, brokenPromises } from './check.ts';
import { type DeterminedGraph, determinedGraph } from './determined.ts';
import { found } from './found.ts';
import { attend } from './people.ts';
import { openStorm, type Storm } from './storm.ts';

const { OSTINATO_CRASH_SEEDS: count = '10', OSTINATO_CRASH_FIRST: first = '1' } = process.env;
/** Runs in one installation. */
const atOnce = 25;
const harms = 6;
const longestMs = 3_000;
/** Of a run: a server that comes back has much to catch up with. */
const patienceMs = 240_000;

const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
const batches = [...found.map((seed) => [seed]), ...chunks(seeds)];

it.each(batches)('seeds %i…', { timeout: 600_000 }, async (...batch) => {
  const [seed = 0] = batch;
  const graphs = batch.map(determinedGraph);
  const storm = await openStorm();
  try {
    const until = Date.now() + patienceMs;
    let over = false;
    const harmed = rage(storm, seed, () => over);
    const attended = await Promise.allSettled(
      graphs.map((graph, at) => live(storm, graph, at * 1_500, until)),
    );
    over = true;
    await harmed;
    const runs = attended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const broken = [
      ...attended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : [])),
      ...(await brokenPromises(storm, runs)),
    ];
    expect(broken, [...storm.log, ...broken].join('\n')).toEqual([]);
    expect(await executions(storm, runs)).toBeGreaterThan(runs.length);
  } finally {
    await storm.close();
  }
});

/** Starts a run, again until it is there, and sees it to its end. */
async function live(storm: Storm, graph: DeterminedGraph, afterMs: number, until: number): Promise<Attended> {
  await setTimeout(afterMs);
  const { plan, input, seed } = graph;
  const request = { plan, input, version: 1, hash: plan.hash, idempotencyKey: `seed ${seed}` };
  for (;;) {
    const started = await storm.orchestrator.start(request).catch((error: unknown) => error);
    if (started instanceof Error && Date.now() > until) throw started;
    if (started instanceof Error) continue;
    const { runId } = started as { readonly runId: string };
    await attend({ url: storm.url, data: storm.folder }, { runId, seed }, until);
    return { runId, graph };
  }
}

/** One harm after the other while runs go on. */
async function rage(storm: Storm, seed: number, isOver: () => boolean): Promise<void> {
  for (let harm = 0; harm < harms; harm++) {
    await setTimeout(1_000 + chance(seed, `${harm} waits`) * 3_000);
    if (isOver()) return;
    await storm.disturb(chance(seed, `${harm} is`), 500 + chance(seed, `${harm} lasts`) * longestMs);
  }
}

async function executions({ client }: Storm, runs: readonly Attended[]): Promise<number> {
  const counts = await Promise.all(
    runs.map(async ({ runId }) => (await historiesOf(client, { workflowId: runId })).length),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

function chunks(all: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, index) =>
    all.slice(index * atOnce, (index + 1) * atOnce),
  );
}
