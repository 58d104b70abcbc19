/** The 43 control-flow patterns in memory, and the table that is made of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patternsPage } from '../../scripts/patterns-page.ts';
import { childrenOf, expectAsWritten, inputOf, planOf } from '../support/fixture.ts';
import { runInMemory } from '../support/memory-run.ts';
import { casesOf, patterns } from '../support/pattern.ts';
import { memoryWorld } from '../support/tools.ts';

for (const pattern of patterns()) {
  for (const fixture of casesOf(pattern)) {
    it(`${pattern.title}: ${fixture.name}`, () => {
      const plan = planOf(fixture);
      const input = inputOf(fixture, plan);
      const { state } = runInMemory(plan, memoryWorld, {
        input,
        asKept: true,
        children: childrenOf(fixture),
        ...(fixture.sent && { sent: fixture.sent }),
      });
      expectAsWritten(fixture, plan, state);
    });
  }
}

describe('all of them', () => {
  it('are there, in their files', () => {
    const numbers = Array.from({ length: 43 }, (_, index) => index + 1);
    expect(patterns().map(({ pattern }) => pattern)).toEqual(numbers);
    for (const { pattern, file } of patterns()) expect(Number(file.slice(0, 2))).toBe(pattern);
  });

  it('are expressed directly, but for at most three', () => {
    expect(patterns().filter((pattern) => casesOf(pattern).length > 0).length).toBeGreaterThanOrEqual(40);
  });

  it('stand in docs/language/patterns.md as in their files: `npm run docs` writes it', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/language/patterns.md'), 'utf8');
    expect(page).toBe(patternsPage());
  });
});
