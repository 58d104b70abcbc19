/** Every fixture of the language and every pattern, without a script: simulated to an end, and twice the same (PL1). */
import { describe, expect, it } from 'vitest';
import type { News } from '../../src/simulate/run.ts';
import { sampleOf } from '../../src/simulate/sample.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { traceLine } from '../../src/simulate/trace.ts';
import { childrenOf, fixtures, planOf } from '../support/fixture.ts';
import { testCatalogue } from '../support/tools.ts';

describe('a simulation without a script', () => {
  for (const fixture of fixtures()) {
    it(`of ${fixture.rule} ${fixture.name}`, () => {
      const plan = planOf(fixture);
      const input = fixture.input ?? sampleOf(plan.input ?? true) ?? {};
      const told: News[] = [];
      const trial = { plan, input, script: {}, catalogue: testCatalogue, definitions: childrenOf(fixture) };
      const outcome = simulate({ ...trial, watch: (news) => told.push(news) });
      // What was told as it happened is what the state says at the end.
      const lines = told.flatMap((news) =>
        news.is === 'visit' && news.run === 'run-1' ? [traceLine(news)] : [],
      );
      expect(lines).toEqual(outcome.trace);
      expect(simulate(trial)).toEqual(outcome);
    });
  }
});
