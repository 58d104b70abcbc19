import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { library } from '../../../src/interpreter/expression/functions/index.ts';
import { bindings, faultOf, value } from './support.ts';

const cases: Readonly<Record<string, readonly (readonly [cel: string, result: unknown])[]>> = {
  contains: [
    ['"abc".contains("b")', true],
    ['contains("abc", "x")', false],
  ],
  uriEncode: [
    ['uriEncode("a b/ä")', 'a%20b%2F%C3%A4'],
    ['uriEncode("plain-1.0_~")', 'plain-1.0_~'],
  ],
  weekday: [
    ['weekday("2026-11-22T23:59:59Z")', 7],
    ['weekday("2026-11-23T00:30:00+01:00")', 7],
    ['weekday("2026-11-23")', 1],
  ],
  startsWith: [['"abc".startsWith("ab")', true]],
  endsWith: [['"abc".endsWith("ab")', false]],
  matches: [
    ['"abc".matches("b")', true],
    ['"abc".matches("^b$")', false],
    ['"ä1".matches("^\\\\p{L}\\\\d$")', true],
  ],
  indexOf: [
    ['"abab".indexOf("b")', 1],
    ['"abab".indexOf("x")', -1],
  ],
  lastIndexOf: [['"abab".lastIndexOf("b")', 3]],
  substring: [
    ['"abcd".substring(1, 3)', 'bc'],
    ['"abcd".substring(2)', 'cd'],
    ['"abcd".substring(2, 99)', 'cd'],
  ],
  split: [
    ['"a,b,,c".split(",")', ['a', 'b', '', 'c']],
    ['"añ😀".split("")', ['a', 'ñ', '😀']],
  ],
  trim: [['"  a\\n".trim()', 'a']],
  replace: [
    ['"aXbX".replace("X", "$&")', 'a$&b$&'],
    ['"a.c".replace(".", "")', 'ac'],
  ],
  upper: [['"aß".upper()', 'ASS']],
  lower: [['"ÀI".lower()', 'ài']],
  padStart: [
    ['string(7).padStart(3, "0")', '007'],
    ['"a".padStart(3)', '  a'],
  ],
  padEnd: [['"a".padEnd(3, "-")', 'a--']],
  int: [
    ['int(3.9)', 3],
    ['int(-3.9)', -3],
    ['int("42")', 42],
  ],
  double: [
    ['double("3.14")', 3.14],
    ['double(2)', 2],
  ],
  string: [
    ['string(1.5)', '1.5'],
    ['string(true)', 'true'],
  ],
  bool: [['bool("true")', true]],
  abs: [
    ['abs(-3)', 3],
    ['(-2.5).abs()', 2.5],
  ],
  floor: [['floor(-1.5)', -2]],
  ceil: [['ceil(1.2)', 2]],
  round: [
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', 1.01],
    ['round(1234.5678, 1)', 1234.6],
    ['round(1e-7, 3)', 0],
  ],
  min: [
    ['min(3, 1.5)', 1.5],
    ['[3, 1, 2].min()', 1],
    ['min(["b", "a"])', 'a'],
  ],
  max: [
    ['max(3, 1.5)', 3],
    ['input.list.max()', 3],
  ],
  sum: [
    ['[1, 2.5].sum()', 3.5],
    ['[].sum()', 0],
    ['input.orders.map(o, o.price * o.qty).sum()', 6],
  ],
  avg: [['[1, 2].avg()', 1.5]],
  size: [
    ['size([1, 2])', 2],
    ['"abc".size()', 3],
    ['{"a": 1}.size()', 1],
  ],
  range: [
    ['range(3)', [0, 1, 2]],
    ['range(2, 4)', [2, 3]],
    ['range(4, 2)', []],
    ['range(input.n - 3)', [0, 1]],
  ],
  first: [['[1, 2].first()', 1]],
  last: [['[1, 2].last()', 2]],
  slice: [
    ['[1, 2, 3].slice(1)', [2, 3]],
    ['[1, 2, 3].slice(0, -1)', [1, 2]],
  ],
  reverse: [['[1, 2].reverse()', [2, 1]]],
  sort: [
    ['[3, 1.5, 2].sort()', [1.5, 2, 3]],
    ['["b", "B", "a"].sort()', ['B', 'a', 'b']],
  ],
  unique: [
    ['[1, 1.0, 2, "1"].unique()', [1, 2, '1']],
    ['[{"a": 1, "b": 2}, {"b": 2, "a": 1}].unique()', [{ a: 1, b: 2 }]],
    ['[0, -0.0].unique().size()', 1],
  ],
  flatten: [['[[1], [2, [3]], 4].flatten()', [1, 2, [3], 4]]],
  zip: [
    [
      'zip([1, 2, 3], ["a", "b"])',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
  ],
  chunk: [['[1, 2, 3].chunk(2)', [[1, 2], [3]]]],
  join: [
    ['["a", 1, true].join("-")', 'a-1-true'],
    ['[].join(",")', ''],
    ['["a", "b"].join()', 'ab'],
  ],
  keys: [['{"b": 1, "a": 2}.keys()', ['b', 'a']]],
  values: [['{"b": 1, "a": 2}.values()', [1, 2]]],
  entries: [['{"b": 1}.entries()', [{ key: 'b', value: 1 }]]],
  fromEntries: [
    ['{"b": 1}.entries().map(e, {"key": e.key + "!", "value": e.value}).fromEntries()', { 'b!': 1 }],
  ],
  merge: [['merge({"a": 1, "b": 1}, {"b": 2})', { a: 1, b: 2 }]],
  pick: [['{"a": 1, "b": 2}.pick(["b", "c"])', { b: 2 }]],
  omit: [['{"a": 1, "b": 2}.omit(["b"])', { a: 1 }]],
  json: [
    ['json({"a": [1, null]})', '{"a":[1,null]}'],
    ['"a".json()', '"a"'],
  ],
  fromJson: [['fromJson(\'{"a": [1]}\').a[0]', 1]],
  base64: [['"héllo".base64()', 'aMOpbGxv']],
  fromBase64: [
    ['"aMOpbGxv".fromBase64()', 'héllo'],
    ['"YQ==".fromBase64()', 'a'],
    ['"YQ".fromBase64()', 'a'],
  ],
  hash: [
    ['"abc".hash()', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['"".hash()', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ],
  epoch: [
    ['epoch("1970-01-01T00:00:01Z")', 1000],
    ['epoch("2026-11-21T10:00:00+01:00")', 1795251600000],
    ['epoch("2026-11-21")', 1795219200000],
  ],
  instant: [['instant(1000)', '1970-01-01T00:00:01.000Z']],
  plus: [
    ['run.now.plus("2h")', '2026-11-21T11:00:00.000Z'],
    ['run.now.plus("-1d")', '2026-11-20T09:00:00.000Z'],
  ],
  date: [['date("2026-11-21T23:30:00-02:00")', '2026-11-22']],
};

describe('each function of the library', () => {
  it('has cases', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...library.keys()].toSorted());
  });

  it.each(Object.values(cases).flat())('%s', (cel, result) => {
    expect(value(cel)).toStrictEqual(result);
  });
});

describe('wrong arguments', () => {
  it.each([
    ['"a".split()', 'split() is called as split(text, separator)'],
    ['round(1, 2, 3)', 'round() is called as round(number, digits?)'],
    ['nope(1)', 'there is no function nope()'],
    ['upper(1)', 'upper() needs a string as text, it is a number'],
    ['sum(["a"])', 'sum() needs a list of numbers as list'],
    ['[[1]].join()', 'an item is a list; use json()'],
    ['"a".matches("(")', 'the regular expression ( is refused'],
    ['"a".matches("(?=b)")', 'refused'],
    ['"a".replace("", "b")', 'not empty'],
    ['[1].chunk(0)', 'at least 1'],
    ['[].max()', 'an empty list has no max'],
    ['[].avg()', 'an empty list has no mean'],
    ['int("4x")', 'does not make a whole number'],
    ['int(1e300)', 'beyond 2^53'],
    ['double("nan")', 'does not make a number'],
    ['bool("yes")', 'true, false'],
    ['string([1])', 'use json()'],
    ['range(1.5)', '1.5 is not a whole number'],
    ['min(1)', 'takes a list or two values'],
    ['round(1, 99)', '0 to 15 digits'],
    ['fromJson("{")', 'not JSON'],
    ['fromBase64("a!")', 'not base64'],
    ['epoch("2026-02-30")', 'not an instant'],
    ['epoch("tomorrow")', 'not an instant'],
    ['plus(run.now, "2 weeks")', 'not a duration'],
    ['instant(1e15)', 'outside the years'],
    ['fromEntries([{"key": 1, "value": 2}])', 'with key, a string'],
    ['pick({"a": 1}, [1])', 'pick() needs a list of strings as names'],
  ])('%s', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });
});

const at = (input: string) => ({ ...bindings, input });

describe('base64 and hash agree with Node', () => {
  it('for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const encoded = Buffer.from(text).toString('base64');
        expect(value('base64(input)', at(text))).toBe(encoded);
        expect(value('fromBase64(input)', at(encoded))).toBe(text);
        expect(value('hash(input)', at(text))).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });

  it('for texts around the size of a block', () => {
    for (const length of [55, 56, 63, 64, 65, 119, 120, 1000]) {
      const text = 'x'.repeat(length);
      expect(value('hash(input)', at(text))).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
});

describe('examples of the documentation', () => {
  it.each([...library.values()].map(({ example }) => example))('%s', (expression, result) => {
    expect(value(expression)).toEqual(result);
  });
});
