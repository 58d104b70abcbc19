import { describe, expect, it } from 'vitest';
import { answerText, isStrict, unwrap, wireName, wireSchema } from '../../../src/activities/agent/wire.ts';
import type { JsonSchema } from '../../../src/interpreter/json.ts';

describe('schemas on the wire', () => {
  it('are left alone when the top is an object', () => {
    const schema = { type: 'object', properties: { a: true } } as const;
    expect(wireSchema(schema)).toEqual({ schema, wrapped: false });
    expect(wireSchema({ properties: { a: true } })).toEqual({ schema, wrapped: false });
  });

  it('allow any object where anything goes', () => {
    expect(wireSchema(true)).toEqual({ schema: { type: 'object' }, wrapped: false });
  });

  it('are put into an object otherwise, with what their references name still at the top', () => {
    const $defs = { name: { type: 'string' } } as const;
    expect(wireSchema({ type: 'array', items: { $ref: '#/$defs/name' }, $defs })).toEqual({
      schema: {
        type: 'object',
        properties: { value: { type: 'array', items: { $ref: '#/$defs/name' } } },
        required: ['value'],
        additionalProperties: false,
        $defs,
      },
      wrapped: true,
    });
  });

  const list = wireSchema({ type: 'array' });
  it.each([
    [{ value: [1] }, [1]],
    [{ value: null }, null],
    [{ value: false }, false],
    [[1], [1]],
    [
      { value: 1, more: 2 },
      { value: 1, more: 2 },
    ],
    [{}, {}],
    ['text', 'text'],
  ])('are unpacked: %j is %j', (packed, value) => {
    expect(unwrap(packed, list)).toEqual(value);
  });

  it('leave a text that is no JSON as it is', () => {
    expect(answerText('sorry', list)).toBe('sorry');
    expect(answerText('{"value":"x"}', undefined)).toBe('{"value":"x"}');
    expect(answerText('{"value":"x"}', wireSchema({ type: 'object' }))).toBe('{"value":"x"}');
  });
});

const closed = (properties: Record<string, JsonSchema>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

describe('the strict mode of OpenAI', () => {
  it.each([
    closed({ a: { type: 'string' } }),
    closed({ a: { type: ['string', 'null'], description: 'x', enum: ['b', null] } }),
    closed({ list: { type: 'array', items: closed({ n: { type: 'integer' } }) } }),
    { ...closed({ a: { $ref: '#/$defs/x' } }), $defs: { x: { anyOf: [{ type: 'string' }, closed({})] } } },
  ])('takes %j', (schema) => {
    expect(isStrict(schema)).toBe(true);
  });

  it.each([
    true,
    { type: 'object' },
    closed({ a: { type: 'string' }, b: { type: 'string' } }, ['a']),
    { ...closed({ a: { type: 'string' } }), additionalProperties: true },
    closed({ a: { type: 'string', minLength: 1 } }),
    closed({ a: { type: 'object', properties: { b: { type: 'string' } } } }),
    closed({ a: { type: 'array', items: { type: 'object' } } }),
    { ...closed({}), $defs: { x: { type: 'object' } } },
    closed({ a: { anyOf: [{ type: 'object' }] } }),
    closed({ a: true }),
  ])('does not take %j', (schema) => {
    expect(isStrict(schema)).toBe(false);
  });
});

it('names of tools travel without dots', () => {
  expect(wireName('crm.find_customer')).toBe('crm__find_customer');
});
