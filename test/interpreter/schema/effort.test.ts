/** Schemas and values that would keep the validator busy for minutes are refused after a bounded number of steps. */
import { describe, expect, it } from 'vitest';
import { checkSchema, validate } from '../../../src/interpreter/schema.ts';
import type { Json, JsonSchema } from '../../../src/interpreter/json.ts';

const tooMuch = [{ path: '', message: expect.stringMatching(/too much work|in too many places/) }];

/** Letters a and b in no order. */
function noise(length: number): string {
  let seed = 1;
  const letter = (): string =>
    ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 16) % 2 ? 'a' : 'b';
  return Array.from({ length }, letter).join('');
}

const nested = (depth: number): Json => (depth === 0 ? 1 : { a: nested(depth - 1) });

const list = (length: number, item: (index: number) => Json): readonly Json[] =>
  Array.from({ length }, (_, index) => item(index));

describe('what a value may cost', { timeout: 30_000 }, () => {
  it('references that meet again on the way down', () => {
    const twice = { properties: { a: { $ref: '#' } } };
    const schema: JsonSchema = { anyOf: [twice, twice], type: 'object' };
    expect(validate(schema, { a: {} })).toEqual([]);
    expect(validate(schema, nested(60))).toEqual(tooMuch);
  });

  it('references that double at one place', () => {
    const doubled = Array.from({ length: 40 }, (_, index) => {
      const next = { $ref: `#/$defs/d${index + 1}` };
      return [`d${index}`, { anyOf: [next, next] }];
    });
    const schema: JsonSchema = {
      $defs: { ...Object.fromEntries(doubled), d40: { type: 'string' } },
      $ref: '#/$defs/d0',
    };
    expect(checkSchema(schema)).toEqual([]);
    expect(validate(schema, 5)).toEqual(tooMuch);
  });

  it('items that are compared with each other', () => {
    const schema: JsonSchema = { type: 'array', uniqueItems: true };
    expect(
      validate(
        schema,
        list(2_000, (index) => index),
      ),
    ).toEqual([]);
    expect(
      validate(
        schema,
        list(200_000, (index) => index),
      ),
    ).toEqual(tooMuch);
  });

  it('patterns with too many ways to read a text', () => {
    const schema: JsonSchema = { type: 'string', pattern: '^(a|b)*a(a|b){18}$' };
    expect(checkSchema(schema)).toEqual([]);
    expect(validate(schema, noise(40_000))).toEqual(tooMuch);
  });

  it('patterns over many long texts', () => {
    const schema: JsonSchema = { items: { type: 'string', pattern: '^[a-z]*$' } };
    expect(
      validate(
        schema,
        list(10, () => 'a'.repeat(100_000)),
      ),
    ).toEqual([]);
    expect(
      validate(
        schema,
        list(20, () => 'a'.repeat(100_000)),
      ),
    ).toEqual(tooMuch);
  });

  it('a wrong value in thousands of places', () => {
    const schema: JsonSchema = { items: { type: 'string' } };
    expect(
      validate(
        schema,
        list(200_000, (index) => index),
      ).length,
    ).toBeGreaterThan(0);
  });

  it('a large value that is as it should be', () => {
    const schema: JsonSchema = { items: { type: 'object', properties: { a: { type: 'integer' } } } };
    expect(
      validate(
        schema,
        list(100_000, (index) => ({ a: index })),
      ),
    ).toEqual([]);
  });
});

describe('what a schema may cost', { timeout: 30_000 }, () => {
  it('a chain of references longer than anybody follows', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]),
    );
    const schema: JsonSchema = { $defs: { ...$defs, d20000: {} }, $ref: '#/$defs/d0' };
    expect(checkSchema(schema)[0]?.message).toContain('leads through more than 100 schemas.');
  });

  it('references in circles', () => {
    const schema: JsonSchema = {
      $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{ $ref: '#/$defs/a' }] } },
      $ref: '#/$defs/a',
    };
    expect(checkSchema(schema)[0]?.message).toContain('leads back to itself');
    expect(checkSchema({ $ref: '#' })[0]?.message).toContain('leads back to itself');
  });

  it('thousands of required names that nobody has', () => {
    const properties = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`property${i}`, {}]));
    const required = Array.from({ length: 10_000 }, (_, index) => `propertx${index}`);
    expect(checkSchema({ properties, required }).length).toBeLessThanOrEqual(100);
  });

  it('thousands of patterns, each of which is large', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`p${index}`, { pattern: `(x{0,30}){0,30}${index}` }]),
    );
    expect(checkSchema({ properties }).map(({ message }) => message)).toEqual([
      'the schema has more than 64 different patterns.',
    ]);
  });

  it('a choice of thousands', () => {
    expect(checkSchema({ enum: list(2_000, (index) => index) })).toEqual([]);
    expect(checkSchema({ enum: list(2_001, (index) => index) })[0]?.message).toBe(
      'enum has 2001 values; at most 2000 are possible.',
    );
  });
});
