/** What was measured, as Markdown. Owns the words and the arithmetic of RESULTS.md; measures nothing. */
import { cpus, totalmem } from 'node:os';
import type { Case } from './cases.ts';
import type { Side } from './sides.ts';
import { type Estimate, estimate, median } from './statistics.ts';

export interface Sample {
  readonly ms: number;
  readonly cpu: number;
  readonly events: number;
}

/** In the order of the rounds. */
export type Samples = ReadonlyMap<Side, readonly Sample[]>;

export function table(measured: ReadonlyMap<Case, Samples>): string[] {
  return [
    '| case | what | hand-written | Ostinato | ratio (95 %) | hold | held | to hand-written with our worker options |',
    '|---|---|---|---|---|---|---|---|',
    ...[...measured].flatMap(([one, samples]) => rowsOf(one, samples)),
  ];
}

/** Whether more turns make each of them cost more. */
export function costOfTurns(measured: ReadonlyMap<Case, Samples>): string[] {
  const loops = [...measured].filter(([{ turns }]) => turns !== undefined);
  if (loops.length === 0) return [];
  return [
    '',
    'What a turn of a loop costs, where both sides go on in new executions:',
    '',
    '| case | latency of a turn, ms: hand-written | Ostinato | worker CPU of a turn, ms: hand-written | Ostinato |',
    '|---|---|---|---|---|',
    ...loops.map(([{ name, turns = 1 }, samples]) => {
      const costs = (['ms', 'cpu'] as const).flatMap((what) =>
        (['handwritten', 'ostinato'] as const).map((side) => {
          const all = samples.get(side) ?? [];
          return round(median(all.map((sample) => sample[what])) / turns);
        }),
      );
      return `| ${[name, ...costs].join(' | ')} |`;
    }),
  ];
}

function rowsOf(one: Case, samples: Samples): string[] {
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

export function preface(): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    '# Measured against hand-written TypeScript',
    '',
    `Made by \`npm run bench -- --write\` on ${today}: ${machine}, Node ${process.versions.node}.`,
    'Every figure is a median over interleaved rounds on one server; a ratio is the median of the ratios of the rounds,',
    'with its 95 % interval. A hold is met when the interval reaches it. The baseline runs with the default worker',
    'options of the SDK; the last column compares with the same baseline under the worker options of Ostinato. Loops',
    'go on in new executions on both sides, as does the wide fan-out of Ostinato; both sides do the map in child',
    'workflows of 500 items, and its events are those of the run around.',
    'Where the CPU of a worker goes is in [THREADS.md](THREADS.md).',
    '',
  ].join('\n');
}
