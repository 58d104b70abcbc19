import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonSchema } from '../../src/interpreter/json.ts';
import { checkSchema, coerce, validate, withDefaults } from '../../src/interpreter/schema.ts';

const article: JsonSchema = {
  type: 'object',
  required: ['topic'],
  additionalProperties: false,
  properties: {
    topic: { type: 'string', minLength: 1 },
    tone: { enum: ['plain', 'warm'], default: 'plain' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 2, uniqueItems: true },
    lines: { type: 'array', items: { $ref: '#/$defs/line' } },
    remarks: { type: ['string', 'null'] },
    size: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    when: { type: 'string', format: 'date' },
  },
  $defs: { line: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, 'a b': {} } } },
};

/** Written as text, for an object with `then` looks like a promise to the linter. */
const conditional = JSON.parse('{"if":{"type":"string"},"then":{"minLength":2}}') as JsonSchema;

function messages(schema: JsonSchema, value: Json): string[] {
  return validate(schema, value).map((fault) => fault.message);
}

describe('validate speaks plainly and names the field', () => {
  it.each<[Json, string[]]>([
    [{ topic: 'tea' }, []],
    [{}, ['topic is required']],
    [{ topic: '' }, ['topic must not be empty']],
    [{ topic: 1 }, ['topic must be text']],
    [{ topic: 'x', tone: 'cold' }, ['tone must be one of: plain, warm']],
    [{ topic: 'x', count: 0 }, ['count must be at least 1']],
    [{ topic: 'x', count: 10 }, ['count must be at most 9']],
    [{ topic: 'x', count: 1.5 }, ['count must be a whole number']],
    [{ topic: 'x', tags: ['a', 1] }, ['tags[1] must be text']],
    [{ topic: 'x', tags: ['a', 'b', 'c'] }, ['tags must have at most 2 items']],
    [{ topic: 'x', tags: ['a', 'a'] }, ['tags must not have the same item twice']],
    [{ topic: 'x', lines: [{ sku: 'a' }, {}] }, ['lines[1].sku is required']],
    [{ topic: 'x', lines: [{ sku: 1 }] }, ['lines[0].sku must be text']],
    [{ topic: 'x', remarks: 1 }, ['remarks must be text or null']],
    [{ topic: 'x', size: true }, ['size must be text or a number']],
    [{ topic: 'x', when: 'soon' }, ['when must be a valid date']],
    [{ topic: 'x', tpic: 1 }, ['tpic is not known; did you mean topic?']],
    [{ topic: 'x', zzz: 1 }, ['zzz is not known']],
    ['text', ['the value must be an object']],
    [null, ['the value must be an object']],
  ])('%j', (value, expected) => {
    expect(messages(article, value)).toEqual(expected);
  });

  it('gives the place of each fault', () => {
    const value = { topic: 'x', lines: [{ sku: 'a' }, { sku: 1 }], tags: [1] };
    expect(
      validate(article, value)
        .map((fault) => fault.path)
        .toSorted(),
    ).toEqual(['lines[1].sku', 'tags[0]']);
  });

  it('writes keys that are no names in brackets', () => {
    const schema: JsonSchema = { properties: { 'a b': { properties: { 'c/d~e%f#g': { type: 'string' } } } } };
    expect(validate(schema, { 'a b': { 'c/d~e%f#g': 1 } })[0]?.path).toBe('["a b"]["c/d~e%f#g"]');
  });

  it.each<[JsonSchema, Json, string]>([
    [{ const: 'x' }, 'y', 'the value must be x'],
    [{ not: { type: 'string' } }, 'y', 'the value is something that is not allowed here'],
    [{ exclusiveMinimum: 0 }, 0, 'the value must be more than 0'],
    [{ exclusiveMaximum: 0 }, 0, 'the value must be less than 0'],
    [{ multipleOf: 2 }, 3, 'the value must be a multiple of 2'],
    [{ minLength: 3 }, 'a', 'the value must have at least 3 characters'],
    [{ maxLength: 3 }, 'abcd', 'the value must have at most 3 characters'],
    [{ minItems: 1 }, [], 'the value must not be empty'],
    [{ minItems: 2 }, [], 'the value must have at least 2 items'],
    [{ minProperties: 1 }, {}, 'the value must have at least 1 fields'],
    [{ maxProperties: 0 }, { a: 1 }, 'the value must have at most 0 fields'],
    [{ contains: { const: 1 } }, [2], 'the value has no item of the kind that it must have'],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'the value must fit exactly one of the allowed forms'],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, 'the value fits none of the allowed forms'],
    [{ pattern: '^a+$' }, 'b', 'the value must match the pattern ^a+$'],
    [{ enum: [1, null] }, 2, 'the value must be one of: 1, null'],
    [conditional, 'a', 'the value must have at least 2 characters'],
    [
      { dependentRequired: { a: ['b'] } },
      { a: 1 },
      'the value lacks a field that another field of it requires',
    ],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], '[1] is not known'],
    [false, 1, 'no value is allowed here'],
  ])('%j of %j', (schema, value, expected) => {
    expect(messages(schema, value)).toEqual([expected]);
  });

  it('gives at most 20 faults', () => {
    expect(
      validate(
        { items: { type: 'string' } },
        Array.from({ length: 100 }, () => 1),
      ),
    ).toHaveLength(20);
  });

  it('works on frozen schemas and leaves them as they are', () => {
    const schema = Object.freeze({
      type: 'object',
      properties: Object.freeze({ a: Object.freeze({ type: 'string' }) }),
    });
    expect(messages(schema, { a: 1 })).toEqual(['a must be text']);
    expect(Object.getOwnPropertyNames(schema)).toEqual(['type', 'properties']);
  });

  it('does not follow $id, and keeps unknown keywords out of the way', () => {
    const schema: JsonSchema = {
      $id: 'https://example.com/a',
      $ref: '#/$defs/x',
      $defs: { x: { type: 'string', 'x-more': { $ref: 'nowhere' } } },
    };
    expect(messages(schema, 1)).toEqual(['the value must be text']);
  });
});

describe('patterns are linear', () => {
  const evil = '^(a+)+$';
  const text = `${'a'.repeat(20_000)}!`;

  it.each<[JsonSchema, Json]>([
    [{ pattern: evil }, text],
    [{ properties: { a: { pattern: evil } } }, { a: text }],
    [{ propertyNames: { pattern: evil } }, { [text]: 1 }],
    [{ patternProperties: { [evil]: {} }, additionalProperties: false }, { [text]: 1 }],
    [{ allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { pattern: evil } } }, text],
  ])('also in %j', { timeout: 20_000 }, (schema, value) => {
    expect(validate(schema, value)).not.toEqual([]);
  });

  it.each([
    [{ pattern: '^a$' }, 'a', true],
    [{ pattern: 'b' }, 'abc', true],
    [{ pattern: '^a$', format: 'date' }, 'a', false],
    [{ pattern: '^[0-9-]+$', format: 'date' }, '2026-11-21', true],
    [{ pattern: '^a$', allOf: [{ pattern: 'b' }] }, 'a', false],
    [{ not: { pattern: '^a$' } }, 'a', false],
    [{ not: { pattern: '^a$' } }, 'b', true],
    [{ anyOf: [{ pattern: '^a$' }, { pattern: '^b$' }] }, 'b', true],
    [{ pattern: '^a$' }, 5, true],
    [{ patternProperties: { '^x': { type: 'number' } } }, { xa: 1, y: 'z' }, true],
    [{ patternProperties: { '^x': { type: 'number' } } }, { xa: '1' }, false],
    [{ patternProperties: { '^x': true }, additionalProperties: false }, { xa: '1' }, true],
    [
      { properties: { xa: { minimum: 2 } }, patternProperties: { '^x': { type: 'number' } } },
      { xa: 1 },
      false,
    ],
    [
      { items: { patternProperties: { a: { patternProperties: { b: { const: 1 } } } } } },
      [{ a: { b: 2 } }],
      false,
    ],
  ])('%j of %j: %s', (schema, value, fits) => {
    expect(validate(schema as JsonSchema, value as Json).length === 0).toBe(fits);
  });

  it('two schemas with patterns do not disturb each other', () => {
    const first: JsonSchema = { pattern: '^a$' };
    const second: JsonSchema = { pattern: '^b$' };
    for (let round = 0; round < 3; round++) {
      expect(validate(first, 'a')).toEqual([]);
      expect(validate(second, 'b')).toEqual([]);
      expect(validate(first, 'b')).toHaveLength(1);
    }
  });

  it('refuses more patterns than there is room for', () => {
    const allOf = Array.from({ length: 65 }, (_, index) => ({ pattern: `^a{${index}}` }));
    expect(checkSchema({ allOf })).toHaveLength(1);
    expect(validate({ allOf }, 'a')).toHaveLength(1);
  });
});

describe('checkSchema', () => {
  it.each<[JsonSchema, string, string]>([
    [{ type: 'strng' }, 'type', 'type is not "strng". Did you mean string?'],
    [{ type: 'int' }, 'type', 'type is not "int". Did you mean integer?'],
    [{ type: ['string', 'nil'] }, 'type', 'Did you mean null?'],
    [{ propertis: {} }, 'propertis', 'Did you mean properties?'],
    [{ nullable: true }, 'nullable', 'Use type: [string, "null"].'],
    [{ foo: 1 }, 'foo', 'not a keyword of JSON Schema'],
    [{ properties: { a: { minimun: 1 } } }, 'properties.a.minimun', 'Did you mean minimum?'],
    [{ properties: { a: 'string' } }, 'properties.a', 'a schema is an object'],
    [{ required: true }, 'required', 'takes a list of names'],
    [{ properties: { topic: {} }, required: ['topc'] }, 'required', 'Did you mean topic?'],
    [
      { properties: {}, required: ['a'], additionalProperties: false },
      'required',
      'properties does not have',
    ],
    [{ items: [{ type: 'string' }] }, 'items', 'use prefixItems'],
    [{ minLength: -1 }, 'minLength', 'takes a whole number from 0 on'],
    [{ minimum: '1' }, 'minimum', 'takes a number'],
    [{ exclusiveMinimum: true }, 'exclusiveMinimum', 'takes a number'],
    [{ enum: 'a' }, 'enum', 'takes a list of values'],
    [{ anyOf: [] }, 'anyOf', 'takes a list of schemas'],
    [{ pattern: '(?=a)' }, 'pattern', 'Patterns are RE2'],
    [{ patternProperties: { '(': {} } }, 'patternProperties["("]', 'refused'],
    [{ format: 'url' }, 'format', 'Did you mean uri?'],
    [{ $ref: 'https://example.com/x.json' }, '$ref', 'leads out of this schema'],
    [{ $ref: '#/$defs/x' }, '$ref', 'leads nowhere'],
    [{ $ref: '#' }, '$ref', 'leads back to itself'],
    [
      { $defs: { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }] } } },
      '$defs.a.$ref',
      'itself',
    ],
  ])('%j', (schema, path, message) => {
    const found = checkSchema(schema).find((fault) => fault.path === path);
    expect(found?.message).toContain(message);
  });

  it.each<[JsonSchema]>([
    [true],
    [{}],
    [article],
    [{ 'x-ui': { widget: 'area' }, title: 'A', description: 'b', examples: [1], default: { type: 'strng' } }],
    [
      {
        $ref: '#/$defs/tree',
        $defs: { tree: { properties: { children: { items: { $ref: '#/$defs/tree' } } } } },
      },
    ],
    [{ enum: [{ type: 'strng' }], const: { propertis: 1 } }],
    [{ properties: { type: { type: 'string' }, required: {} } }],
  ])('%j is fine', (schema) => {
    expect(checkSchema(schema)).toEqual([]);
  });

  it('a schema that cannot be used fits nothing and says why', () => {
    for (const schema of [{ $ref: '#' }, { pattern: '(' }, { type: 'strng' }, { properties: 1 }]) {
      expect(messages(schema, 'a')[0]).toContain('the schema cannot be used');
    }
  });

  it('a schema or a value that is very deep ends in a fault', () => {
    let schema: JsonSchema = {};
    let value: Json = 1;
    for (let level = 0; level < 5_000; level++) {
      schema = { items: schema };
      value = [value];
    }
    expect(checkSchema(schema)).toHaveLength(1);
    expect(
      validate({ $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' } } } }, value).length,
    ).toBeLessThan(2);
  });
});

describe('withDefaults', () => {
  it.each<[JsonSchema, Json, Json]>([
    [article, { topic: 'x' }, { topic: 'x', tone: 'plain' }],
    [article, { topic: 'x', tone: 'warm' }, { topic: 'x', tone: 'warm' }],
    [{ properties: { a: { default: null } } }, {}, { a: null }],
    [{ properties: { a: { default: 1 } } }, { a: null }, { a: null }],
    [{ properties: { a: { properties: { b: { default: 1 } } } } }, { a: {} }, { a: { b: 1 } }],
    [{ properties: { a: { properties: { b: { default: 1 } } } } }, {}, {}],
    [{ items: { properties: { b: { default: 1 } } } }, [{}, { b: 2 }], [{ b: 1 }, { b: 2 }]],
    [{ prefixItems: [{}, { properties: { b: { default: 1 } } }] }, [{}, {}, {}], [{}, { b: 1 }, {}]],
    [{ $ref: '#/$defs/x', $defs: { x: { properties: { b: { default: 1 } } } } }, {}, { b: 1 }],
    [{ allOf: [{ properties: { b: { default: 1 } } }] }, {}, { b: 1 }],
    [{ properties: { b: { $ref: '#/$defs/x' } }, $defs: { x: { default: 2 } } }, {}, { b: 2 }],
    [{ anyOf: [{ properties: { b: { default: 1 } } }] }, {}, {}],
    [{ properties: { a: { default: { x: 1 } } } }, 'text', 'text'],
    [true, { a: 1 }, { a: 1 }],
  ])('%j of %j', (schema, value, expected) => {
    expect(withDefaults(schema, value)).toEqual(expected);
  });

  it('changes neither the value nor the schema, and ends on circular schemas', () => {
    const schema = Object.freeze({ properties: { self: { $ref: '#', default: {} } } });
    const value = Object.freeze({ self: Object.freeze({}) });
    expect(withDefaults(schema, value)).toEqual({ self: { self: {} } });
    expect(withDefaults({ $ref: '#' }, {})).toEqual({});
  });
});

describe('coerce', () => {
  it.each<[JsonSchema | undefined, string, Json]>([
    [{ type: 'string' }, '5', '5'],
    [{ type: 'integer' }, '5', 5],
    [{ type: 'integer' }, '5.5', '5.5'],
    [{ type: 'number' }, '-1.5e3', -1500],
    [{ type: 'number' }, 'five', 'five'],
    [{ type: 'boolean' }, 'true', true],
    [{ type: 'boolean' }, 'yes', 'yes'],
    [{ type: 'null' }, 'null', null],
    [{ type: 'array' }, '[1, 2]', [1, 2]],
    [{ type: 'array' }, '1, 2', '1, 2'],
    [{ type: 'object' }, '{"a": 1}', { a: 1 }],
    [{ type: ['integer', 'string'] }, 'x', 'x'],
    [{ type: ['integer', 'string'] }, '7', 7],
    [{ enum: ['1', 2] }, '1', '1'],
    [{ enum: ['1', 2] }, '2', 2],
    [{ enum: ['a'] }, 'b', 'b'],
    [{}, '5', 5],
    [{}, 'Ada', 'Ada'],
    [undefined, 'true', true],
    [undefined, '', ''],
  ])('%j of %j', (schema, text, expected) => {
    expect(coerce(schema, text)).toEqual(expected);
  });
});

describe('for any value', () => {
  it('validate gives faults with places that exist in the value or are missing fields', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const fault of validate(article, value as Json)) expect(fault.message).not.toBe('');
      }),
    );
  });

  it('defaults are the same when applied twice, and never make a valid value invalid', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('topic', 'tone', 'count', 'tags'), fc.jsonValue({ maxDepth: 2 })),
        (value) => {
          const once = withDefaults(article, value as Json);
          expect(withDefaults(article, once)).toEqual(once);
          if (validate(article, value as Json).length === 0) expect(validate(article, once)).toEqual([]);
        },
      ),
    );
  });
});
