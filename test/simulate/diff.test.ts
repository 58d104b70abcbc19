import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, diffLines, diffValues, equal } from '../../src/simulate/diff.ts';

describe('differences', () => {
  it('show what is gone and what has come, in place', () => {
    expect(diffLines(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual(['  a', '- b', '+ x', '  c']);
    expect(diffLines([], ['a'])).toEqual(['+ a']);
    expect(diffValues({ b: 1, a: [] }, undefined)).toEqual([
      '- {',
      '-   "a": [],',
      '-   "b": 1',
      '- }',
      '+ (nothing)',
    ]);
  });

  it('give both texts back', () => {
    const text = array(constantFrom('a', 'b', 'c'), { maxLength: 12 });
    assert(
      property(text, text, (expected, seen) => {
        const lines = diffLines(expected, seen);
        const without = (sign: string) =>
          lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(2));
        expect(without('+')).toEqual(expected);
        expect(without('-')).toEqual(seen);
      }),
    );
  });

  it('do not depend on the order of keys', () => {
    expect(equal({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(equal([1, 2], [2, 1])).toBe(false);
    expect(contains({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: 1 } })).toBe(true);
    expect(contains({ a: [1, 2] }, { a: [1] })).toBe(false);
    expect(contains(undefined, { a: 1 })).toBe(false);
  });
});
