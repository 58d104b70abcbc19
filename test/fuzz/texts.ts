/** The texts of one seed: definitions by the grammar, spoilt trees of them, and spoilt texts of the fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import { definition, written } from './definitions.ts';
import { spoilText, spoilTree } from './mutate.ts';
import { createRandom } from './random.ts';

const folders = [
  '../../definitions/',
  '../language/',
  '../interpreter/front/diagnostics/',
  '../interpreter/front/mistakes/',
];

function readAll(folder: string): string[] {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readFileSync(new URL(file, url), 'utf8'))
    .filter((text) => text.length < 5_000);
}

const samples: readonly string[] = folders.flatMap(readAll);

/** The text of a case; the same number gives the same text as long as fixtures and grammar stay. */
export function textOf(seed: number): string {
  const random = createRandom(seed);
  const sample = (): string => samples[random.below(samples.length)] ?? '';
  switch (random.below(4)) {
    case 0:
      return written(random, definition(random));
    case 1: {
      let tree = spoilTree(random, definition(random));
      while (random.chance(0.3)) tree = spoilTree(random, tree);
      return written(random, tree);
    }
    default: {
      let text = sample();
      do text = spoilText(random, text, sample());
      while (random.chance(0.6));
      return text;
    }
  }
}
