/** No rule without a fixture, and no fixture without a rule. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixtures } from '../support/fixture.ts';

it('every rule of docs/language/semantics.md has a fixture, and every fixture a rule', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/language/semantics.md'), 'utf8');
  const rules = [...page.matchAll(/^## (S\d+) /gm)].map(([, rule]) => rule);
  expect(new Set(fixtures().map(({ rule }) => rule))).toEqual(new Set(rules));
});
