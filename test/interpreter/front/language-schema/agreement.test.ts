/** LS1: what the schema refuses, the check refuses; on definitions that are spoilt at random. */
import * as fc from 'fast-check';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../../../src/interpreter/json.ts';
import { languageSchema } from '../../../../src/interpreter/index.ts';
import { validate } from '../../../../src/interpreter/schema.ts';
import { fixtures } from '../../../support/fixture.ts';
import { compile } from '../support.ts';

const schema = languageSchema();
const root = join(import.meta.dirname, '../../../..');
const shipped = globSync('definitions/*.yaml', { cwd: root }).filter((file) => !file.endsWith('.test.yaml'));
const whole: readonly Json[] = [
  ...shipped.map((file) => parse(readFileSync(join(root, file), 'utf8')) as Json),
  ...fixtures().map(({ definition }) => parse(definition) as Json),
];

/** Paths of everything in the value. */
function pathsOf(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [...(at.length > 0 ? [at] : []), ...inner.flatMap(([key, child]) => pathsOf(child, [...at, key]))];
}

type Change = (parent: Record<string, Json>, key: string) => void;

function changed(value: Json, [key = '', ...rest]: readonly string[], change: Change): Json {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value));
  if (rest.length === 0) change(copy, key);
  else copy[key] = changed(copy[key] ?? null, rest, change);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const replacements = fc.constantFrom<Json>(
  7,
  'text',
  true,
  null,
  [],
  {},
  ['a'],
  { a: 1 },
  '${ input.x }',
  -1,
  'a b',
);
const changes: fc.Arbitrary<Change> = fc.oneof(
  replacements.map(
    (value): Change =>
      (parent, key) => {
        parent[key] = value;
      },
  ),
  fc.constant<Change>((parent, key) => {
    Reflect.deleteProperty(parent, key);
  }),
  fc.constant<Change>((parent, key) => {
    parent[`${key}x`] = parent[key] ?? null;
    Reflect.deleteProperty(parent, key);
  }),
);
const spoilt = fc
  .constantFrom(...whole)
  .chain((definition) =>
    fc
      .tuple(fc.constantFrom(...pathsOf(definition)), changes)
      .map(([path, change]) => changed(definition, path, change)),
  );

it('what the schema refuses, the check refuses', () => {
  let refused = 0;
  fc.assert(
    fc.property(spoilt, (definition) => {
      if (validate(schema, definition).length === 0) return;
      refused++;
      const text = JSON.stringify(definition);
      const errors = compile(text).diagnostics.filter(({ severity }) => severity === 'error');
      expect({ text, errors: errors.length > 0 }).toEqual({ text, errors: true });
    }),
    { numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(20);
});
