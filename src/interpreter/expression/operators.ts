/**
 * Arithmetic, equality and order of values. Owns the rules for numbers:
 * N1. `int` with `int` gives `int` (64 bits as in CEL, division cuts off); any `double` makes the result `double`.
 * N2. What is not finite, and a whole number beyond 2^53 that came out of whole numbers, is a fault, never rounded.
 * N3. Numbers are equal and ordered by their value, whatever their type; values of different kinds are unequal.
 */
import { boundedLength, boundedText, checkDepth, spendWork } from './limits.ts';
import type { Budget } from './limits.ts';
import { Fault, isList, isMap, isNumber, kindOf } from './value.ts';
import type { Value } from './value.ts';

export type Arithmetic = '+' | '-' | '*' | '/' | '%';
export type Order = '<' | '<=' | '>' | '>=';

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);

export function arithmetic(
  op: Arithmetic,
  left: Value | undefined,
  right: Value | undefined,
  budget: Budget,
): Value {
  if (typeof left === 'number' && typeof right === 'number') return onDoubles(op, left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return onInts(op, left, right);
  if (isNumber(left) && isNumber(right)) return onDoubles(op, Number(left), Number(right));
  if (op === '+') {
    const joined = concatenation(left, right, budget);
    if (joined !== undefined) return joined;
  }
  throw new Fault(
    'type',
    `${op} does not work on ${kindOf(left)} and ${kindOf(right)}${absentHint(left, right)}`,
  );
}

export function negate(value: Value | undefined): Value {
  if (typeof value === 'number') return -value;
  if (typeof value === 'bigint') return inRange(-value);
  throw new Fault('type', `- does not work on ${kindOf(value)}`);
}

function concatenation(left: Value | undefined, right: Value | undefined, budget: Budget): Value | undefined {
  const text = typeof left === 'string' || typeof right === 'string';
  if (text && isPlain(left) && isPlain(right)) return boundedText(`${left}${right}`, budget);
  if (isList(left) && isList(right)) {
    boundedLength(left.length + right.length, budget);
    return [...left, ...right];
  }
  return undefined;
}

function isPlain(value: Value | undefined): value is string | number | bigint {
  return typeof value === 'string' || isNumber(value);
}

function onInts(op: Arithmetic, left: bigint, right: bigint): bigint {
  switch (op) {
    case '+':
      return inRange(left + right);
    case '-':
      return inRange(left - right);
    case '*':
      return inRange(left * right);
    case '/':
      if (right === 0n) throw new Fault('type', 'it divides by zero');
      return inRange(left / right);
    case '%':
      if (right === 0n) throw new Fault('type', 'it divides by zero');
      return left % right;
  }
}

function inRange(value: bigint): bigint {
  if (value > MAX_INT || value < MIN_INT) throw new Fault('type', 'a whole number does not fit into 64 bits');
  return value;
}

function onDoubles(op: Arithmetic, left: number, right: number): number {
  if (right === 0 && (op === '/' || op === '%')) throw new Fault('type', 'it divides by zero');
  const result = doubles[op](left, right);
  const whole = Number.isInteger(left) && Number.isInteger(right);
  if (whole && Number.isInteger(result) && !Number.isSafeInteger(result)) {
    throw new Fault('type', 'a whole number is beyond 2^53 and would be rounded');
  }
  return finite(result);
}

const doubles: Readonly<Record<Arithmetic, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Fault('type', 'a number is too large or is not a number');
  return value;
}

/** N3. Lists and objects are equal when all their items are. */
export function equal(left: Value | undefined, right: Value | undefined, budget: Budget, depth = 0): boolean {
  // Texts of different lengths are told apart at once.
  if (typeof left === 'string' && typeof right === 'string' && left.length === right.length)
    spendWork(budget, reading(left));
  if (left === right) return true;
  if (isNumber(left) && isNumber(right)) return sameNumber(left, right);
  checkDepth(depth);
  if (isList(left) && isList(right)) return sameLists(left, right, budget, depth);
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left);
    spendWork(budget, keys.length);
    if (keys.length !== Object.keys(right).length) return false;
    return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key], budget, depth + 1));
  }
  return false;
}

/** `int` and `double` are compared by their exact value, as `==` of JavaScript does and `===` cannot. */
function sameNumber(left: number | bigint, right: number | bigint): boolean {
  return !(left < right) && !(left > right) && !Number.isNaN(left) && !Number.isNaN(right);
}

function sameLists(left: readonly Value[], right: readonly Value[], budget: Budget, depth: number): boolean {
  if (left.length !== right.length) return false;
  spendWork(budget, left.length);
  return left.every((item, index) => equal(item, right[index], budget, depth + 1));
}

/** What it costs to compare a value with another: texts are read character by character, sixty-four in a step or so. */
export function reading(value: Value | undefined): number {
  return typeof value === 'string' ? Math.ceil(value.length / 64) : 0;
}

/** `order`, charged for the part of two texts that can be alike. */
export function compare(left: Value | undefined, right: Value | undefined, budget: Budget): number {
  spendWork(budget, Math.min(reading(left), reading(right)));
  return order(left, right);
}

/** Negative, zero or positive. Only numbers, strings (by UTF-16 unit, no locale) and booleans have an order. */
export function order(left: Value | undefined, right: Value | undefined): number {
  const numbers = isNumber(left) && isNumber(right);
  const strings = typeof left === 'string' && typeof right === 'string';
  const booleans = typeof left === 'boolean' && typeof right === 'boolean';
  if (!numbers && !strings && !booleans) {
    const hint = absentHint(left, right);
    throw new Fault('type', `${kindOf(left)} and ${kindOf(right)} have no order${hint}`);
  }
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

export function ordered(
  op: Order,
  left: Value | undefined,
  right: Value | undefined,
  budget: Budget,
): boolean {
  const sign = compare(left, right, budget);
  switch (op) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
  }
}

export function contains(needle: Value | undefined, container: Value | undefined, budget: Budget): boolean {
  if (isList(container)) {
    spendWork(budget, container.length);
    return container.some((item) => equal(item, needle, budget));
  }
  if (isMap(container)) return typeof needle === 'string' && Object.hasOwn(container, needle);
  const hint = typeof container === 'string' ? '; use contains()' : absentHint(container, container);
  throw new Fault('type', `in needs a list or an object on the right, not ${kindOf(container)}${hint}`);
}

function absentHint(left: Value | undefined, right: Value | undefined): string {
  return left === undefined || right === undefined ? '; give a value for the absent one with orValue()' : '';
}
