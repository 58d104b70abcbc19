import {
  assert,
  constant,
  constantFrom,
  dictionary,
  letrec,
  nat,
  oneof,
  property,
  record,
  stringMatching,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../src/interpreter/json.ts';
import { validate } from '../../src/interpreter/schema.ts';
import { sampleOf } from '../../src/simulate/sample.ts';

describe('a made-up value', () => {
  it.each<[JsonSchema, unknown]>([
    [true, null],
    [{ const: 'x' }, 'x'],
    [{ enum: ['a', 'b'] }, 'a'],
    [{ type: 'string', default: 'd' }, 'd'],
    [{ type: 'string', minLength: 6 }, 'textxx'],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ type: 'integer', minimum: 3, multipleOf: 2 }, 4],
    [{ type: 'number', exclusiveMaximum: 0 }, -1],
    [{ type: 'array', minItems: 2, items: { type: 'boolean' } }, [true, true]],
    [{ type: ['null', 'string'] }, null],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, 0],
    [{ required: ['id'], properties: { id: { type: 'string' }, more: { type: 'string' } } }, { id: 'text' }],
    [{ $ref: '#/$defs/id', $defs: { id: { type: 'integer', minimum: 7 } } }, 7],
    [
      {
        allOf: [
          { type: 'object', required: ['a'], properties: { a: { const: 1 } } },
          { required: ['b'], properties: { b: { const: 2 } } },
        ],
      },
      { a: 1, b: 2 },
    ],
  ])('of %j is %j', (schema, value) => {
    expect(sampleOf(schema)).toEqual(value);
  });

  it('is nothing where none is found', () => {
    expect(sampleOf({ type: 'string', pattern: '^[A-Z]{3}$' })).toBeUndefined();
    expect(sampleOf(false)).toBeUndefined();
  });

  it('fits, whatever the schema, and a schema that refers to itself ends', () => {
    const { schema } = letrec<{ schema: JsonSchema }>((tie) => ({
      schema: oneof(
        record({ type: constantFrom('string', 'integer', 'boolean', 'null', 'number') }),
        record({ type: constant('array'), minItems: nat(3), items: tie('schema') }),
        dictionary(stringMatching(/^[a-z]{1,3}$/), tie('schema'), { maxKeys: 3 }).map((properties) => ({
          type: 'object',
          properties,
          required: Object.keys(properties),
        })),
      ),
    }));
    assert(
      property(schema, (given) => {
        const value = sampleOf(given);
        if (value === undefined) throw new Error('nothing found');
        expect(validate(given, value)).toEqual([]);
      }),
    );
    const endless = { type: 'object', required: ['next'], properties: { next: { $ref: '#' } } };
    expect(sampleOf(endless)).toBeUndefined();
  });
});
