/** No rule without a fixture, no fixture without a rule, and no key that no fixture holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { definition } from '../../src/interpreter/front/document/definition.ts';
import { kinds, shapes } from '../../src/interpreter/front/document/kinds.ts';
import { fixtures } from '../support/fixture.ts';

it('every rule of docs/language/semantics.md has a fixture, and every fixture a rule', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/language/semantics.md'), 'utf8');
  const rules = [...page.matchAll(/^## (S\d+) /gm)].map(([, rule]) => rule);
  expect(new Set(fixtures().map(({ rule }) => rule))).toEqual(new Set(rules));
});

/** Agents and the sandbox of programs have tests of their own; the others say who does the work and who sees it, never what a run does. */
const elsewhere = new Set(
  'agent prompt sandbox defaults description sensitive priority queue secrets cwd'.split(' '),
);

it('every key of the language stands in a fixture', () => {
  const held = new Set(fixtures().flatMap((fixture) => keysIn(parse(fixture.definition))));
  const keys = [
    ...kinds.flatMap((kind) => Object.keys(shapes[kind].shape)),
    ...Object.keys(definition.shape),
  ];
  expect([...new Set(keys)].filter((key) => !held.has(key) && !elsewhere.has(key))).toEqual([]);
});

function keysIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysIn)];
}
