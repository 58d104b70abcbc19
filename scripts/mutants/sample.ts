/** Which statements are mutated, and what the sample says of the whole. Owns both; Stryker knows nothing of them. */
import type { Random } from '../../test/fuzz/random.ts';

/** A statement at the top of a file, in lines from 1, both of them included. */
export interface Unit {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** Statements begin where a line does not: the text is formatted, and only what belongs together is indented. */
export function unitsOf(file: string, text: string): Unit[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) =>
    /^(?:export |async |const |function )/.test(line) ? [index + 1] : [],
  );
  return starts.map((first, index) => ({ file, first, last: (starts[index + 1] ?? lines.length + 1) - 1 }));
}

/** At least two, as one says nothing of how they differ; each as likely as any other. */
export function sampleOf<T>(units: readonly T[], share: number, { below }: Random): T[] {
  const left = [...units];
  const size = Math.max(2, Math.round(units.length * share));
  return Array.from({ length: Math.min(size, units.length) }, () =>
    left.splice(below(left.length), 1),
  ).flat();
}

/** Mutants of one unit. */
export interface Count {
  readonly killed: number;
  readonly all: number;
}

export interface Score {
  readonly share: number;
  /** 95 % interval for all units. Mutants of one unit are alike, so the units are what was drawn, not the mutants. */
  readonly low: number;
  readonly high: number;
}

/** A ratio of two sums over units that were drawn without putting back; its variance is that of the residues. */
export function scoreOf(counts: readonly Count[], units: number): Score {
  const sum = (of: (count: Count) => number) => counts.reduce((total, count) => total + of(count), 0);
  const all = sum((count) => count.all);
  const share = sum(({ killed }) => killed) / all;
  const drawn = counts.length;
  const residues = sum((count) => (count.killed - share * count.all) ** 2);
  const variance = (1 - drawn / units) * (drawn / (drawn - 1)) * (residues / all ** 2);
  const reach = 1.96 * Math.sqrt(variance);
  return { share, low: Math.max(0, share - reach), high: Math.min(1, share + reach) };
}
