/**
 * Random texts keep the promises. What was found once stands in `found/` and is tried each time; `npm run fuzz` looks
 * for more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../interpreter/front/support.ts';
import { keepsItsPromises, type Outcome } from './promises.ts';
import { textOf } from './texts.ts';

const found = new URL('./found/', import.meta.url);
const batches = 20;
const size = 200;

it('texts that were found', () => {
  for (const file of readdirSync(found).filter((name) => name.endsWith('.yaml')))
    keepsItsPromises(readFileSync(new URL(file, found), 'utf8'), catalogue);
});

describe('random texts', () => {
  const outcomes: Outcome[] = [];

  it.each(Array.from({ length: batches }, (_, batch) => batch * size))(
    'from %i on',
    { timeout: 120_000 },
    (first) => {
      for (let seed = first; seed < first + size; seed++) {
        const text = textOf(seed);
        try {
          outcomes.push(keepsItsPromises(text, catalogue));
        } catch (error) {
          throw new Error(`seed ${seed} breaks a promise:\n${text}`, { cause: error });
        }
      }
    },
  );

  it('are of all sorts', () => {
    expect(outcomes.filter(({ plan }) => plan).length).toBeGreaterThan(300);
    expect(outcomes.filter(({ ended }) => ended).length).toBeGreaterThan(200);
    expect(new Set(outcomes.flatMap(({ codes }) => codes)).size).toBeGreaterThan(40);
  });
});
