/**
 * `npm run bench`: Ostinato against hand-written TypeScript on the same server, interleaved, as ratios in one run.
 * Prints a Markdown table; with `--write` puts it into bench/RESULTS.md. `--only TEXT` runs the cases with that text.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Case, cases } from './cases.ts';
import { startServer } from './server.ts';
import { type Side, sides, startWorker, type Worker } from './sides.ts';
import { type Estimate, estimate, median } from './statistics.ts';

const { values: options } = parseArgs({ options: { write: { type: 'boolean' }, only: { type: 'string' } } });

interface Sample {
  readonly ms: number;
  readonly cpu: number;
  readonly events: number;
}

const server = await startServer();
const { address, blobs, client } = server;
const workers = await Promise.all(sides.map((side) => startWorker(side, address, blobs)));
try {
  const rows: string[] = [];
  for (const one of cases.filter(({ name }) => name.includes(options.only ?? ''))) {
    console.error(`${one.name} …`);
    rows.push(...report(one, await measure(one)));
  }
  const table = [...heading(), ...rows].join('\n');
  console.log(table);
  if (options.write) await writeFile(new URL('./RESULTS.md', import.meta.url), `${preface()}\n${table}\n`);
} finally {
  await Promise.all(workers.map((worker) => worker.stop()));
  await server.close();
}

/** All sides in turn, round after round; the first round warms up and does not count. */
async function measure(one: Case): Promise<ReadonlyMap<Side, readonly Sample[]>> {
  const samples = new Map<Side, Sample[]>(sides.map((side) => [side, []]));
  for (let round = 0; round <= one.rounds; round++) {
    const turn = round % 2 === 0 ? workers : [...workers].reverse();
    for (const worker of turn) {
      const sample = await sampleOf(one, worker);
      if (round > 0) samples.get(worker.side)?.push(sample);
    }
  }
  return samples;
}

async function sampleOf(one: Case, worker: Worker): Promise<Sample> {
  const before = await worker.cpu();
  const { ms, runs } = await one.run(worker, client);
  const after = await worker.cpu();
  const [first] = runs;
  const history = first ? await first.fetchHistory() : undefined;
  return { ms, cpu: after - before, events: history?.events?.length ?? 0 };
}

function report(one: Case, samples: ReadonlyMap<Side, readonly Sample[]>): string[] {
  const base = samples.get('handwritten') ?? [];
  const tuned = samples.get('handwritten-tuned') ?? [];
  const ours = samples.get('ostinato') ?? [];
  const row = (
    what: string,
    of: (sample: Sample) => number,
    hold: number | undefined,
    better: 'lower' | 'higher',
  ) => {
    const ratio = ratioOf(ours, base, of);
    const second = ratioOf(ours, tuned, of);
    const kept =
      hold === undefined
        ? ''
        : (better === 'lower' ? ratio.low <= hold : ratio.high >= hold)
          ? 'yes'
          : '**no**';
    const limit = hold === undefined ? '–' : `${better === 'lower' ? '≤' : '≥'} ${hold}x`;
    const [a, b] = [median(base.map(of)), median(ours.map(of))].map((value) => round(value));
    return `| ${one.name} | ${what} | ${a} | ${b} | ${shown(ratio)} | ${limit} | ${kept} | ${round(second.median)}x |`;
  };
  const { hold } = one;
  return [
    ...(hold.rate === undefined ? [row('latency, ms', ({ ms }) => ms, hold.latency, 'lower')] : []),
    ...(hold.rate === undefined ? [] : [row('runs per s', ({ ms }) => 50_000 / ms, hold.rate, 'higher')]),
    row('worker CPU, ms', ({ cpu }) => cpu, hold.cpu, 'lower'),
    ...(hold.rate === undefined && !one.goesOn
      ? [row('history events', ({ events }) => events, hold.events, 'lower')]
      : []),
  ];
}

/** Ratios round by round, so that a machine whose speed drifts drifts on both sides. */
function ratioOf(ours: readonly Sample[], base: readonly Sample[], of: (sample: Sample) => number): Estimate {
  return estimate(ours.map((sample, round) => of(sample) / of(base[round] ?? sample)));
}

function shown({ median: middle, low, high }: Estimate): string {
  return `${round(middle)}x (${round(low)}–${round(high)})`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function heading(): string[] {
  return [
    '| case | what | hand-written | Ostinato | ratio (95 %) | hold | held | to hand-written with our worker options |',
    '|---|---|---|---|---|---|---|---|',
  ];
}

function preface(): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    '# Measured against hand-written TypeScript',
    '',
    `Made by \`npm run bench -- --write\` on ${today}: ${machine}, Node ${process.versions.node}.`,
    'Every figure is a median over interleaved rounds on one server; a ratio is the median of the ratios of the rounds,',
    'with its 95 % interval. A hold is met when the interval reaches it. The baseline runs with the default worker',
    'options of the SDK; the last column compares with the same baseline under the worker options of Ostinato.',
    '',
  ].join('\n');
}
