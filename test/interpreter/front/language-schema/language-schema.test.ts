/** The JSON Schema of the language: what the code makes is what is shipped, and it says what the check says. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kinds, shapes } from '../../../../src/interpreter/front/document/kinds.ts';
import { definition } from '../../../../src/interpreter/front/document/definition.ts';
import { nodeWords, topWords } from '../../../../src/interpreter/front/language-schema/words.ts';
import { type Json, languageSchema } from '../../../../src/interpreter/index.ts';
import { checkSchema, validate } from '../../../../src/interpreter/schema.ts';
import { fixtures } from '../../../support/fixture.ts';
import { compile } from '../support.ts';

const root = join(import.meta.dirname, '../../../..');
const schema = languageSchema();
const faultsOf = (text: string): readonly unknown[] => validate(schema, parse(text) as Json);

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const shipped = globSync('definitions/*.yaml', { cwd: root }).filter((file) => !file.endsWith('.test.yaml'));
/** Diagnostics show what is wrong beside what is right. */
const pages = globSync(['docs/**/*.md', 'README.md'], { cwd: root, exclude: ['**/diagnostics.md'] });
const shown = pages.flatMap((page) =>
  [...read(page).matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = '']) => text)
    .filter((text) => text.startsWith('ostinato: 1'))
    .map((text, index): [string, string] => [`${page} ${index + 1}`, text]),
);

describe('docs/language/schema.json', () => {
  it('is what the code makes (npm run docs)', () => {
    expect(JSON.parse(read('docs/language/schema.json'))).toEqual(schema);
  });

  it('is a schema that can be used', () => {
    expect(checkSchema(schema)).toEqual([]);
  });

  it('has a sentence for every key', () => {
    const named = kinds.flatMap((kind) =>
      Object.keys(shapes[kind].shape).filter((key) => !nodeWords[key] && !nodeWords[`${kind}.${key}`]),
    );
    expect(named).toEqual([]);
    expect(Object.keys(definition.shape).filter((key) => !topWords[key])).toEqual([]);
  });

  it('has examples that it takes', () => {
    const { $defs = {} } = schema;
    for (const [key, { examples }] of Object.entries(nodeWords)) {
      const name = `key.${key}`;
      if (!Object.hasOwn($defs as object, name)) continue;
      for (const example of examples ?? [])
        expect([key, validate({ $ref: `#/$defs/${name}`, $defs }, example)]).toEqual([key, []]);
    }
  });
});

describe('takes every definition that has no fault', () => {
  it.each(shipped)('%s', (file) => {
    expect(faultsOf(read(file))).toEqual([]);
  });

  it.each(shown)('%s', (_, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it('all fixtures of the language', () => {
    const refused = fixtures().filter(({ definition }) => faultsOf(definition).length > 0);
    expect(refused.map(({ rule, name }) => `${rule} ${name}`)).toEqual([]);
  });
});

/** Faults that lie between keys, or in the meaning of a value. */
const beyond = ['OST212', 'OST213', 'OST214'];

describe('refuses what the check refuses, where a schema can know', () => {
  const files = globSync(['diagnostics/*.yaml', 'mistakes/*.yaml'], {
    cwd: join(root, 'test/interpreter/front'),
  });
  const cases = files.flatMap((file): [string, string][] => {
    const text = read(join('test/interpreter/front', file));
    // What YAML itself refuses has no value.
    return compile(text).diagnostics.some(({ code }) => /^OST(?:1|50)/.test(code)) ? [] : [[file, text]];
  });

  it.each(cases)('%s', (_, text) => {
    const errors = compile(text).diagnostics.filter(({ severity }) => severity === 'error');
    const refused = faultsOf(text).length > 0;
    if (refused) expect(errors).not.toEqual([]);
    const shape = errors.filter(({ code }) => code.startsWith('OST2') && !beyond.includes(code));
    if (shape.length > 0)
      expect({ refused, codes: shape.map(({ code }) => code) }).toMatchObject({ refused: true });
  });
});
