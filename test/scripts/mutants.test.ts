/** The sample of mutation testing: what may be drawn, and what is said of the whole. */
import { expect, it } from 'vitest';
import { sampleOf, scoreOf, unitsOf } from '../../scripts/mutants/sample.ts';
import { createRandom } from '../fuzz/random.ts';

it('draws statements at the top of a file, with all that is in them', () => {
  const text = [
    "import { a } from './a.ts';",
    '',
    'const b = {',
    '  c: a,',
    '};',
    '',
    'export function d(',
    '  e: number,',
    '): number {',
    '  return e;',
    '}',
  ];
  expect(unitsOf('f.ts', text.join('\n'))).toEqual([
    { file: 'f.ts', first: 3, last: 6 },
    { file: 'f.ts', first: 7, last: 11 },
  ]);
});

it('draws each at most once, the same for the same seed', () => {
  const units = Array.from({ length: 40 }, (_, first) => ({ file: 'f.ts', first, last: first }));
  const drawn = sampleOf(units, 0.5, createRandom(1));
  expect(new Set(drawn).size).toBe(20);
  expect(sampleOf(units, 0.5, createRandom(1))).toEqual(drawn);
  expect(sampleOf(units, 0.5, createRandom(2))).not.toEqual(drawn);
});

it('gives an interval that holds the score of the whole in about 95 of 100 samples', () => {
  const { below, next } = createRandom(1);
  const whole = Array.from({ length: 400 }, () => {
    const all = 1 + below(20);
    const ease = 0.6 + 0.4 * next();
    return { all, killed: Array.from({ length: all }, next).filter((luck) => luck < ease).length };
  });
  const truth = scoreOf(whole, whole.length);
  expect(truth.high).toBe(truth.share);
  const samples = Array.from({ length: 1_000 }, (_, seed) =>
    scoreOf(sampleOf(whole, 0.1, createRandom(seed)), whole.length),
  );
  const held = samples.filter(({ low, high }) => low <= truth.share && truth.share <= high);
  expect(held.length).toBeGreaterThan(920);
  expect(held.length).toBeLessThan(970);
});
