/**
 * The core and the reference agree, event by event, on random graphs. `npm run test:deep` tries many more, from a new
 * seed each time or from that in OSTINATO_SEED; a difference is shrunk, and shown with what both did.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Compared, compare } from './lockstep.ts';
import { definitionOf, eventsOf, inputOf, type Sketch, sketches } from './random.ts';
import { catalogue, worldOf } from './world.ts';

const deep = process.env['OSTINATO_DEEP'] !== undefined;
/** Of each seed; few of them where the test is asked about each of many mutants. */
const graphs = Number(process.env['OSTINATO_GRAPHS'] ?? (deep ? 10_000 : 1_000));
const seed = deep ? Number(process.env['OSTINATO_SEED'] ?? Date.now()) : 20_260_401;
const seeds = Array.from({ length: deep ? 5 : 1 }, (_, part) => seed + part);

function tried(sketch: Sketch): Compared {
  const given = {
    definition: definitionOf(sketch),
    input: inputOf(sketch),
    seed: sketch.seed,
    events: eventsOf(sketch),
  };
  return compare(given, catalogue, worldOf(sketch.seed));
}

it.each(seeds)(
  `the core and the reference agree on ${graphs} random graphs (seed %i)`,
  {
    timeout: 3_600_000,
  },
  (seed) => {
    const ends = new Map<string, number>();
    const agree = fc.property(sketches, (sketch) => {
      const compared = tried(sketch);
      fc.pre(compared.is !== 'refused');
      if (compared.is === 'different') throw new Error(`${definitionOf(sketch)}\n${shown(compared)}`);
      if (compared.is === 'equal') ends.set(compared.status, (ends.get(compared.status) ?? 0) + 1);
    });
    fc.assert(agree, { numRuns: graphs, seed, maxSkipsPerRun: 1 });
    // A generator of which nothing comes of interest would agree with everything.
    expect(ends.get('succeeded')).toBeGreaterThan(graphs / 10);
    expect(ends.get('failed')).toBeGreaterThan(graphs / 10);
    expect(ends.get('cancelled')).toBeGreaterThan(graphs / 100);
  },
);

function shown(compared: Extract<Compared, { is: 'different' }>): string {
  const { after, reference, core } = compared.difference;
  return [
    'after:',
    ...after.map((happening) => `  ${JSON.stringify(happening)}`),
    `reference: ${JSON.stringify(reference)}`,
    `core:      ${'threw' in core ? core.threw : JSON.stringify(core)}`,
  ].join('\n');
}
