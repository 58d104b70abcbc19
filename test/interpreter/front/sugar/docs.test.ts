/** The pages about shorthands, types and editors show definitions without a fault, and what they say is the same is the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codesOf, planOf } from '../support.ts';

function examplesOf(page: string): string[] {
  const text = readFileSync(new URL(`../../../../docs/language/${page}`, import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example);
  return examples.filter((example) => example.includes('ostinato: 1'));
}

describe('pages about shorthands', () => {
  it.each([
    ['phases.md', 3],
    ['shorthands.md', 3],
    ['assign.md', 1],
    ['editor.md', 1],
    ['expressions.md', 1],
  ])('%s', (page, count) => {
    const examples = examplesOf(page);
    expect(examples).toHaveLength(count);
    for (const example of examples) expect(codesOf(example)).toEqual([]);
  });

  it('a list is the mapping beside it', () => {
    const [list = '', mapping = ''] = examplesOf('shorthands.md');
    expect(planOf(list)).toEqual(planOf(mapping));
  });
});
