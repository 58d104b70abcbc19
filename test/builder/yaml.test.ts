/** Whatever is built reads again as the same: with YAML's traps in its texts and keys. */
import {
  assert,
  type Arbitrary,
  constantFrom,
  dictionary,
  double,
  integer,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { toYaml } from '../../src/builder/yaml.ts';
import { definition } from '../../src/index.ts';
import { parseDocument } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';

const traps = constantFrom(
  'yes',
  'no',
  'on',
  'Off',
  'null',
  '~',
  '1.0',
  '0x1F',
  '1e3',
  '2026-01-01',
  '<<',
  '!tag',
  '&a',
  '*a',
  '- a',
  '# a',
  'a # b',
  'a: b',

  '',
  ' a',
  'a ',
  'a\n',
  '\na',
  'a\n\n  b\n',
  'a \nb',
  'tab\tin',
  '"',
  "'",
  '\\',
  '${ input.a }',
  '$${',
  '{a}',
  '[a]',
  '%a',
  '@a',
  '`a`',
  '|',
  '>',
);
const text = oneof(traps, string(), string({ unit: 'grapheme' }));
const { value } = letrec<{ value: Json }>((tie) => ({
  value: oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    integer(),
    double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    constantFrom<Json>(null, true, false),
    dictionary(oneof(traps, string()), tie('value'), { maxKeys: 4 }),
    tie('value').map((inner): Json => [inner, inner]),
  ),
})) as { value: Arbitrary<Json> };

it('any JSON gives itself back', () => {
  assert(
    property(value, (given) => {
      expect(parse(toYaml({ given }))).toEqual({ given });
    }),
    { numRuns: 500 },
  );
});

it('random definitions are read by the checker as what they are', () => {
  const inner = dictionary(
    constantFrom('a', 'b', 'c'),
    value.filter((given) => given !== undefined),
  );
  assert(
    property(inner, text, (values, prompt) => {
      const { toYaml: write, toDocument } = definition({ name: 'random' }, ({ add }) => {
        add('values', { let: { values } });
        add('ask', { human: prompt });
      });
      const read = parseDocument(write());
      expect(read.document?.nodes).toEqual(parseDocument(JSON.stringify(toDocument())).document?.nodes);
    }),
    { numRuns: 300 },
  );
});
