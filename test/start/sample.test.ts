import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../src/interpreter/json.ts';
import { validate } from '../../src/interpreter/schema.ts';
import { sample } from '../../src/start/sample.ts';

const schemas: readonly JsonSchema[] = [
  { type: 'string' },
  { type: 'string', minLength: 40 },
  { type: 'string', maxLength: 3 },
  { type: 'integer', minimum: 5 },
  { type: 'number', maximum: 0.5 },
  { type: 'boolean' },
  { type: 'null' },
  { type: ['string', 'null'] },
  { const: 7 },
  { enum: ['a', 'b'] },
  { type: 'array', minItems: 3, items: { type: 'integer' } },
  { items: { type: 'string' } },
  { type: 'object', required: ['a'], properties: { a: { type: 'array', items: { type: 'string' } } } },
  { properties: { nested: { properties: { deep: { enum: [1] } } } }, required: ['nested'] },
  { anyOf: [{ type: 'integer' }, { type: 'string' }] },
  { oneOf: [{ type: 'object', properties: { kind: { const: 'x' } }, required: ['kind'] }] },
  { allOf: [{ type: 'object' }, { properties: { a: { type: 'boolean' } }, required: ['a'] }] },
  { $ref: '#/$defs/item', $defs: { item: { type: 'object', properties: { n: { type: 'integer' } } } } },
  {},
  true,
];

describe('sample', () => {
  it.each(schemas.map((schema) => [schema]))('fits %j', (schema) => {
    expect(validate(schema, sample(schema))).toEqual([]);
  });

  it('names texts after their place', () => {
    const schema = {
      properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    };
    expect(sample(schema)).toEqual({ title: 'mock title', tags: ['mock tags 1'] });
  });

  it('takes the first example that is given', () => {
    expect(sample({ type: 'string', examples: ['Ada', 'Grace'] })).toBe('Ada');
  });
});
