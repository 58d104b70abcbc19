import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/client/fingerprint.ts';
import { isObject, type Json } from '../../src/interpreter/json.ts';

function reversed(value: Json): Json {
  if (!isObject(value)) return Array.isArray(value) ? value.map(reversed) : value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe('fingerprint', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(fingerprint(reversed(json))).toBe(fingerprint(json));
      }),
    );
  });

  it.each<[Json, Json]>([
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: null }, {}],
    ['1', 1],
    [{ a: { b: 1 } }, { a: { c: 1 } }],
    [JSON.parse('{"__proto__":1}') as Json, {}],
  ])('tells %j from %j', (a, b) => {
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });
});
