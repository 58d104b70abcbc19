/**
 * `npm run bench:workers`: what two worker processes do in a second, against one, on the same server; rounds of both in
 * turn, and what follows for more. Prints Markdown; with `--write` puts it into bench/WORKERS.md. The server needs the
 * rest of the machine: the ratio says what a second process brings on this one, not beside a server elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { PlannedRun } from '../src/workflows/messages.ts';
import * as graphs from './graphs.ts';
import { model } from './model.ts';
import { planOf } from './plans.ts';
import { startServer } from './server.ts';
import { startWorker, type Worker } from './sides.ts';
import { estimate, median } from './statistics.ts';

const rounds = 7;

/** `nodes` is what the rate counts, of all runs together. */
interface Load {
  readonly name: string;
  readonly text: string;
  readonly runs: number;
  readonly nodes: number;
}

const tiny: Load = { name: 'tiny runs, 100 at once', text: graphs.tiny(), runs: 100, nodes: 100 };
const chains: Load = { name: 'chains of 20, 20 at once', text: graphs.chain(20), runs: 20, nodes: 400 };
const fanOuts: Load = { name: 'fan-outs of 100, 5 at once', text: graphs.fanOut(100), runs: 5, nodes: 500 };

interface Sample {
  readonly rate: number;
  /** Of all its workers, ms for each node. */
  readonly cpu: number;
}

/** Of each crew, in the order of the rounds. */
type Samples = readonly (readonly Sample[])[];

const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });
const server = await startServer();
const { address, blobs, client } = server;
const crews = await Promise.all([1, 2].map(startCrew));
try {
  const measured = new Map<Load, Samples>();
  for (const load of [tiny, chains, fanOuts]) measured.set(load, await measure(load));
  const rows = [...measured].map(([load, samples]) => report(load, samples));
  const results = [...heading(), ...rows, ...model(cost(measured.get(chains)))].join('\n');
  console.log(results);
  if (options.write) await writeFile(new URL('./WORKERS.md', import.meta.url), `${preface()}\n${results}\n`);
} finally {
  await Promise.all(crews.flat().map((worker) => worker.stop()));
  await server.close();
}

/** So many workers of one queue. */
function startCrew(size: number): Promise<readonly Worker[]> {
  const taskQueue = `bench-crew-${size}`;
  const settings = { side: 'ostinato', address, blobs, taskQueue } as const;
  return Promise.all(Array.from({ length: size }, () => startWorker(settings)));
}

/** The first round warms up and does not count. */
async function measure(load: Load): Promise<Samples> {
  console.error(`${load.name} …`);
  const samples = crews.map((): Sample[] => []);
  for (let round = 0; round <= rounds; round++) {
    const turn = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of turn) {
      const sample = await sampleOf(load, crews[index] ?? []);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  return samples;
}

async function sampleOf({ text, runs, nodes }: Load, crew: readonly Worker[]): Promise<Sample> {
  const before = await cpuOf(crew);
  const began = performance.now();
  await Promise.all(Array.from({ length: runs }, () => runOnce(text, crew[0]?.taskQueue ?? '')));
  const ms = performance.now() - began;
  return { rate: (nodes * 1_000) / ms, cpu: ((await cpuOf(crew)) - before) / nodes };
}

async function cpuOf(crew: readonly Worker[]): Promise<number> {
  const all = await Promise.all(crew.map((worker) => worker.cpu()));
  return all.reduce((sum, ms) => sum + ms, 0);
}

async function runOnce(text: string, taskQueue: string): Promise<void> {
  const plan = planOf(text);
  const run: PlannedRun = { input: {}, definition: { version: 1, hash: plan.hash }, attributes: [] };
  await client.workflow.execute(plan.name, {
    workflowId: `bench-${randomUUID()}`,
    taskQueue,
    args: [run, plan],
  });
}

/** CPU of one worker for each node, ms. */
function cost([one = []]: Samples = []): number {
  return median(one.map(({ cpu }) => cpu));
}

function report({ name }: Load, [one = [], two = []]: Samples): string {
  const ratio = estimate(two.map(({ rate }, round) => rate / (one[round]?.rate ?? Number.NaN)));
  const [low, high] = [ratio.low, ratio.high].map((value) => value.toFixed(2));
  const figures = [one, two].map((of) => median(of.map(({ rate }) => rate)).toFixed(0));
  const cpu = [one, two].map((of) => cost([of]).toFixed(2));
  return `| ${[name, ...figures, `${ratio.median.toFixed(2)}x (${low}–${high})`, ...cpu].join(' | ')} |`;
}

function heading(): string[] {
  return [
    '| load | nodes per s, 1 worker | 2 workers | ratio (95 %) | CPU of workers for each node, ms: 1 worker | 2 workers |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ];
}

function preface(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    '# Two workers against one',
    '',
    `Made by \`npm run bench:workers -- --write\` on ${today}: ${machine}, with the embedded server and the client on the`,
    'same machine. Medians over interleaved rounds; a ratio is the median of the ratios of the rounds, with its 95 % interval.',
    '',
  ].join('\n');
}
