/** Functions on numbers, and conversions between numbers, strings and booleans. */
import type { Budget } from '../limits.ts';
import { arithmetic, compare, finite } from '../operators.ts';
import { bool, double, dyn, either, int, isNumeric, string } from '../type.ts';
import type { Type } from '../type.ts';
import { Fault, isList, isNumber, kindOf } from '../value.ts';
import type { Value } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { count, items, numeric } from './read.ts';

export const numberFunctions: readonly LibraryFunction[] = [
  {
    name: 'int',
    params: params('value:any'),
    doc: 'A whole number from a number (cut off towards zero) or from digits.',
    example: ['int("42")', 42],
    result: () => int,
    run: ([value]) => toInt(value),
  },
  {
    name: 'double',
    params: params('value:any'),
    doc: 'A number from a number or from its text.',
    example: ['double("2.5")', 2.5],
    result: () => double,
    run: ([value]) => toDouble(value),
  },
  {
    name: 'string',
    params: params('value:any'),
    doc: 'A string from a string, a number or a boolean; `json` for anything.',
    example: ['string(4.5)', '4.5'],
    result: () => string,
    run: ([value]) => {
      if (typeof value === 'string' || typeof value === 'boolean' || isNumber(value)) return String(value);
      throw new Fault('type', `string() does not take ${kindOf(value)}; use json()`);
    },
  },
  {
    name: 'bool',
    params: params('value:any'),
    doc: 'A boolean from a boolean or from `"true"` and `"false"`.',
    example: ['bool("true")', true],
    result: () => bool,
    run: ([value]) => {
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw new Fault('type', `bool() takes true, false and their text, not ${kindOf(value)}`);
    },
  },
  {
    name: 'abs',
    params: params('number:number'),
    doc: 'Without its sign.',
    example: ['abs(-3)', 3],
    result: ([type]) => number(type),
    run: ([value]) => {
      const plain = numeric(value);
      return plain < 0 ? -plain : plain;
    },
  },
  {
    name: 'floor',
    params: params('number:number'),
    doc: 'The next whole number below.',
    example: ['floor(2.7)', 2],
    result: () => int,
    run: ([value]) => whole(value, Math.floor),
  },
  {
    name: 'ceil',
    params: params('number:number'),
    doc: 'The next whole number above.',
    example: ['ceil(2.1)', 3],
    result: () => int,
    run: ([value]) => whole(value, Math.ceil),
  },
  {
    name: 'round',
    params: params('number:number', 'digits:number?'),
    doc: 'Rounded, halves away from zero; with `digits` after the point (0 to 15).',
    example: ['round(2.345, 2)', 2.35],
    result: (args) => (args.length > 1 ? double : int),
    run: ([value, digits]) =>
      digits === undefined ? whole(value, roundHalf) : roundTo(numeric(value), count(digits)),
  },
  {
    name: 'min',
    params: params('first:any', 'second:any?'),
    doc: 'The least of a list, or of two values.',
    example: ['min([3, 1, 2])', 1],
    result: (args) => leastType(args),
    run: ([first, second], budget) => extreme('min', first, second, budget),
  },
  {
    name: 'max',
    params: params('first:any', 'second:any?'),
    doc: 'The greatest of a list, or of two values.',
    example: ['max(2, 5)', 5],
    result: (args) => leastType(args),
    run: ([first, second], budget) => extreme('max', first, second, budget),
  },
  {
    name: 'sum',
    params: params('list:numbers'),
    doc: 'The sum of a list of numbers; 0 of an empty one.',
    example: ['sum([1, 2, 3])', 6],
    result: ([type]) => (type?.kind === 'list' ? number(type.item) : dyn),
    run: ([list], budget) => items(list).reduce((sum, item) => arithmetic('+', sum, item, budget), 0n),
  },
  {
    name: 'avg',
    params: params('list:numbers'),
    doc: 'The mean of a list of numbers; an empty list has none.',
    example: ['avg([1, 2])', 1.5],
    result: () => double,
    run: ([list], budget) => {
      const numbers = items(list);
      if (numbers.length === 0) throw new Fault('missing', 'an empty list has no mean');
      const sum = numbers.reduce<Value>((so, item) => arithmetic('+', so, item, budget), 0);
      return arithmetic('/', sum, numbers.length, budget);
    },
  },
];

function number(type: Type | undefined): Type {
  return type !== undefined && isNumeric(type) ? type : double;
}

function leastType([first, second]: readonly Type[]): Type {
  if (first === undefined) return dyn;
  if (second !== undefined) return either(first, second);
  return first.kind === 'list' ? first.item : dyn;
}

function extreme(
  name: 'min' | 'max',
  first: Value | undefined,
  second: Value | undefined,
  budget: Budget,
): Value {
  const sign = name === 'min' ? -1 : 1;
  if (second === undefined && !isList(first)) throw new Fault('type', `${name}() takes a list or two values`);
  const candidates =
    second === undefined ? items(first) : [first, second].filter((value) => value !== undefined);
  const [start, ...rest] = candidates;
  if (start === undefined) throw new Fault('missing', `an empty list has no ${name}`);
  return rest.reduce((best, item) => (compare(item, best, budget) * sign > 0 ? item : best), start);
}

function toInt(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return whole(value, Math.trunc);
  if (typeof value === 'string' && /^[+-]?\d{1,16}$/.test(value)) return whole(Number(value), Math.trunc);
  const shown = typeof value === 'string' ? 'this text' : kindOf(value);
  throw new Fault('type', `int() does not make a whole number from ${shown}`);
}

function toDouble(value: Value | undefined): number {
  if (isNumber(value)) return Number(value);
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
    return finite(Number(value));
  const shown = typeof value === 'string' ? 'this text' : kindOf(value);
  throw new Fault('type', `double() does not make a number from ${shown}`);
}

function whole(value: Value | undefined, how: (plain: number) => number): bigint {
  const exact = numeric(value);
  if (typeof exact === 'bigint') return exact;
  const result = how(exact);
  if (!Number.isSafeInteger(result)) throw new Fault('type', 'a whole number is beyond 2^53');
  return BigInt(result);
}

function roundHalf(plain: number): number {
  return plain < 0 ? -Math.round(-plain) : Math.round(plain);
}

/** Rounds the decimal text of the number, so that 1.005 with two digits is 1.01 as a reader expects. */
function roundTo(value: number | bigint, digits: number): number {
  if (digits < 0 || digits > 15) throw new Fault('type', 'round() takes 0 to 15 digits');
  const plain = Number(value);
  const [mantissa = '0', exponent = '0'] = String(plain).split('e');
  const shifted = roundHalf(Number(`${mantissa}e${Number(exponent) + digits}`));
  const [back = '0', extra = '0'] = String(shifted).split('e');
  return finite(Number(`${back}e${Number(extra) - digits}`));
}
