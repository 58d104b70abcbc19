/**
 * `npm run bench`: Ostinato against hand-written TypeScript on the same server, interleaved, as ratios in one run.
 * Prints a Markdown table; with `--write` puts it into bench/RESULTS.md. `--only TEXT`, once or
 * several times, runs the cases with such a text.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Case, cases } from './cases.ts';
import { costOfTurns, preface, type Sample, type Samples, table } from './report.ts';
import { startServer } from './server.ts';
import { type Side, sides, startWorker, type Worker } from './sides.ts';

const { values: options } = parseArgs({
  options: { write: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});

const server = await startServer();
const { address, blobs, client } = server;
const workers = await Promise.all(sides.map((side) => startWorker({ side, address, blobs })));
try {
  const measured = new Map<Case, Samples>();
  for (const one of cases.filter(isAsked)) {
    console.error(`${one.name} …`);
    measured.set(one, await measure(one));
  }
  const results = [...table(measured), ...costOfTurns(measured)].join('\n');
  console.log(results);
  if (options.write) await writeFile(new URL('./RESULTS.md', import.meta.url), `${preface()}\n${results}\n`);
} finally {
  await Promise.all(workers.map((worker) => worker.stop()));
  await server.close();
}

function isAsked({ name, rare }: Case): boolean {
  const { only } = options;
  if (!only) return !rare;
  return only.some((text) => (rare ? name === text : name.includes(text)));
}

/** All sides in turn, round after round; round 0 warms up and does not count. */
async function measure(one: Case): Promise<Samples> {
  const samples = new Map<Side, Sample[]>(sides.map((side) => [side, []]));
  for (let round = one.long ? 1 : 0; round <= one.rounds; round++) {
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
