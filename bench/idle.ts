/**
 * `npm run bench:idle`: what a worker holds for each run that waits for a person and lies in its cache, of Ostinato and
 * of hand-written TypeScript. Each sample is a fresh worker: the memory that another 2,000 runs take beyond 1,000, without
 * garbage. Prints a Markdown table; with `--write` puts it into bench/IDLE.md.
 */
import { setTimeout } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { start } from './cases.ts';
import * as graphs from './graphs.ts';
import type { Memory } from './memory.ts';
import { startServer } from './server.ts';
import { type Side, startWorker, type Worker } from './sides.ts';
import { estimate, median } from './statistics.ts';

const rounds = 3;
const [few, many] = [1_000, 3_000];
const hold = 1.1;
/** Runs that are started side by side. */
const atOnce = 20;

/** With so many runs. */
interface Sample {
  readonly few: Memory;
  readonly many: Memory;
}

const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });
const server = await startServer();
const { address, blobs, client } = server;
try {
  const samples = { handwritten: [] as Sample[], ostinato: [] as Sample[] };
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} …`);
    for (const side of turn(round)) samples[side].push(await sampleOf(side, round));
  }
  const table = report(samples.handwritten, samples.ostinato).join('\n');
  console.log(table);
  if (options.write) await writeFile(new URL('./IDLE.md', import.meta.url), `${preface()}\n${table}\n`);
} finally {
  await server.close();
}

function turn(round: number) {
  return round % 2 === 0 ? (['handwritten', 'ostinato'] as const) : (['ostinato', 'handwritten'] as const);
}

async function sampleOf(side: Side, round: number): Promise<Sample> {
  const taskQueue = `bench-idle-${side}-${round}`;
  const worker = await startWorker({ side, address, blobs, taskQueue, cachedRuns: 2 * many });
  try {
    await wait(worker, few);
    const first = await worker.memory();
    await wait(worker, many - few);
    return { few: first, many: await worker.memory() };
  } finally {
    await worker.stop();
  }
}

/** So many more runs, all of which have come to their question. */
async function wait({ side, taskQueue }: Worker, count: number): Promise<void> {
  const handles: WorkflowHandle[] = [];
  const begin = () => start(client, side, taskQueue, 'human', 0, graphs.human());
  while (handles.length < count) handles.push(...(await Promise.all(Array.from({ length: atOnce }, begin))));
  for (const handle of handles) while (!(await isAtRest(handle))) await setTimeout(50);
}

async function isAtRest(handle: WorkflowHandle): Promise<boolean> {
  const { raw } = await handle.describe();
  return !raw.pendingWorkflowTask;
}

function report(base: readonly Sample[], ours: readonly Sample[]): string[] {
  const row = (what: string, of: (sample: Sample) => number, held = '– | ') => {
    const ratio = ratioOf(base, ours, of);
    const [a, b] = [base, ours].map((samples) => median(samples.map(of)).toFixed(1));
    const [low, high] = [ratio.low, ratio.high].map((value) => value.toFixed(2));
    return `| ${what} | ${a} | ${b} | ${ratio.median.toFixed(2)}x (${low}–${high}) | ${held} |`;
  };
  const each = (of: keyof Memory) => (sample: Sample) =>
    (sample.many[of] - sample.few[of]) / (many - few) / 2 ** 10;
  const kept = ratioOf(base, ours, each('resident')).low <= hold ? 'yes' : '**no**';
  return [
    '| what | hand-written | Ostinato | ratio (95 %) | hold | held |',
    '| --- | ---: | ---: | --- | --- | --- |',
    row('memory of the process for each run, KiB', each('resident'), `≤ ${hold}x | ${kept}`),
    row('of it, heap of workflow code, KiB', each('heap')),
    row(
      `process with ${many.toLocaleString('en-US')} runs, MiB`,
      ({ many: { resident } }) => resident / 2 ** 20,
    ),
  ];
}

/** Round by round. */
function ratioOf(base: readonly Sample[], ours: readonly Sample[], of: (sample: Sample) => number) {
  return estimate(ours.map((sample, round) => of(sample) / of(base[round] ?? sample)));
}

function preface(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    '# Runs that wait for a person',
    '',
    `Made by \`npm run bench:idle -- --write\` on ${today}: ${machine}. What a worker holds for each run in its cache,`,
    `without garbage: from ${few.toLocaleString('en-US')} to ${many.toLocaleString('en-US')} runs, in a fresh worker for each of ${rounds} rounds. A ratio is the median of the`,
    'ratios of the rounds, with its 95 % interval; the hold is met when the interval reaches it.',
    '',
  ].join('\n');
}
