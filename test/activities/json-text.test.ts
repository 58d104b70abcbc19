import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/activities/json-text.ts';
import { retryAfterMs } from '../../src/activities/retry-after.ts';

describe('JSON from outside', () => {
  it.each([
    ['{"a":[1,-2.5,1e3,true,null,"x"]}', { a: [1, -2.5, 1_000, true, null, 'x'] }],
    [' \n42 ', 42],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', '9007199254740993'],
    ['{"id":-12345678901234567890,"n":1}', { id: '-12345678901234567890', n: 1 }],
    ['[1e400,-1e400]', ['1e400', '-1e400']],
    ['1e20', 1e20],
    ['0.1234567890123456', 0.1234567890123456],
    ['"12345678901234567890"', '12345678901234567890'],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual({ value });
  });

  it.each(['', ' ', 'plain', '{', '{"a":1}x', "{'a':1}", 'NaN', 'undefined', '[1,]'])(
    '%j is none',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );

  it('never makes a prototype', () => {
    const { value } = parseJson('{"__proto__":{"admin":true}}') ?? {};
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('how long a server asks to be left alone', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{}, undefined],
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9_000],
  ])('%j is %s', (headers, ms) => {
    // A union of the literals above: every key is a text.
    expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(ms);
  });
});
