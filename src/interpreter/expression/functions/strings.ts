/** Functions on strings. Lengths and positions are in UTF-16 units, as JSON and JavaScript count. No locale. */
import { boundedLength, boundedText, checkLengthOfText, spendWork } from '../limits.ts';
import type { Budget } from '../limits.ts';
import { regex } from '../regex.ts';
import { bool, int, listOf, string } from '../type.ts';
import { Fault, type Value } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { count, text } from './read.ts';

export const stringFunctions: readonly LibraryFunction[] = [
  {
    name: 'contains',
    params: params('text:string', 'part:string'),
    doc: 'Whether the text has this part.',
    example: ['contains("workflow", "flow")', true],
    result: () => bool,
    run: ([value, part], budget) => search(value, part, budget, (whole, piece) => whole.includes(piece)),
  },
  {
    name: 'startsWith',
    params: params('text:string', 'start:string'),
    doc: 'Whether the text starts so.',
    example: ['startsWith("draft-1", "draft")', true],
    result: () => bool,
    run: ([value, part]) => text(value).startsWith(text(part)),
  },
  {
    name: 'endsWith',
    params: params('text:string', 'end:string'),
    doc: 'Whether the text ends so.',
    example: ['endsWith("a.yaml", ".yaml")', true],
    result: () => bool,
    run: ([value, part]) => text(value).endsWith(text(part)),
  },
  {
    name: 'matches',
    params: params('text:string', 'pattern:string'),
    doc: 'Whether any part of the text fits the regular expression (RE2; `^…$` for all of it).',
    example: ['matches("AB-12", "^[A-Z]+-[0-9]+$")', true],
    result: () => bool,
    run: ([value, pattern], budget) => matches(text(value), text(pattern), budget),
  },
  {
    name: 'indexOf',
    params: params('text:string', 'part:string'),
    doc: 'Position of the first such part, -1 without one.',
    example: ['indexOf("banana", "an")', 1],
    result: () => int,
    run: ([value, part], budget) =>
      search(value, part, budget, (whole, piece) => BigInt(whole.indexOf(piece))),
  },
  {
    name: 'lastIndexOf',
    params: params('text:string', 'part:string'),
    doc: 'Position of the last such part, -1 without one.',
    example: ['lastIndexOf("banana", "an")', 3],
    result: () => int,
    run: ([value, part], budget) =>
      search(value, part, budget, (whole, piece) => BigInt(whole.lastIndexOf(piece))),
  },
  {
    name: 'substring',
    params: params('text:string', 'start:number', 'end:number?'),
    doc: 'The part from `start` to before `end`; what lies outside is cut off.',
    example: ['substring("workflow", 0, 4)', 'work'],
    result: () => string,
    run: ([value, start, end]) => {
      const whole = text(value);
      return whole.slice(count(start), end === undefined ? whole.length : count(end));
    },
  },
  {
    name: 'split',
    params: params('text:string', 'separator:string'),
    doc: 'The parts between the separators; with an empty separator, the characters.',
    example: ['split("a, b", ", ")', ['a', 'b']],
    result: () => listOf(string),
    run: ([value, separator], budget) => {
      const parts = search(value, separator, budget, (whole, piece) =>
        piece === '' ? Array.from(whole) : whole.split(piece),
      );
      boundedLength(parts.length, budget);
      return parts;
    },
  },
  {
    name: 'trim',
    params: params('text:string'),
    doc: 'Without white space at both ends.',
    example: ['trim("  a ")', 'a'],
    result: () => string,
    run: ([value]) => text(value).trim(),
  },
  {
    name: 'replace',
    params: params('text:string', 'part:string', 'by:string'),
    doc: 'Every such part replaced.',
    example: ['replace("a-b-c", "-", "+")', 'a+b+c'],
    result: () => string,
    run: ([value, part, by], budget) => replace(text(value), text(part), text(by), budget),
  },
  {
    name: 'upper',
    params: params('text:string'),
    doc: 'In capital letters.',
    example: ['upper("eur")', 'EUR'],
    result: () => string,
    run: ([value], budget) => boundedText(text(value).toUpperCase(), budget),
  },
  {
    name: 'lower',
    params: params('text:string'),
    doc: 'In small letters.',
    example: ['lower("EUR")', 'eur'],
    result: () => string,
    run: ([value], budget) => boundedText(text(value).toLowerCase(), budget),
  },
  {
    name: 'padStart',
    params: params('text:string', 'length:number', 'fill:string?'),
    doc: 'Filled up on the left to this length, with spaces unless told otherwise.',
    example: ['padStart("7", 3, "0")', '007'],
    result: () => string,
    run: ([value, length, fill], budget) =>
      boundedText(
        text(value).padStart(checkLengthOfText(count(length)), fill === undefined ? ' ' : text(fill)),
        budget,
      ),
  },
  {
    name: 'padEnd',
    params: params('text:string', 'length:number', 'fill:string?'),
    doc: 'Filled up on the right to this length, with spaces unless told otherwise.',
    example: ['padEnd("ab", 4, ".")', 'ab..'],
    result: () => string,
    run: ([value, length, fill], budget) =>
      boundedText(
        text(value).padEnd(checkLengthOfText(count(length)), fill === undefined ? ' ' : text(fill)),
        budget,
      ),
  },
  {
    name: 'uriEncode',
    params: params('text:string'),
    doc: 'As a part of an address: what has a meaning there is written as `%` and digits.',
    example: ['uriEncode("a b/ä")', 'a%20b%2F%C3%A4'],
    result: () => string,
    run: ([value], budget) => uriEncode(text(value), budget),
  },
];

/** Looking for a part costs the engine up to a comparison for each character of both. */
function search<T>(
  value: Value | undefined,
  part: Value | undefined,
  budget: Budget,
  find: (whole: string, piece: string) => T,
): T {
  payForSearch(text(value), text(part), budget);
  return find(text(value), text(part));
}

function payForSearch(whole: string, piece: string, budget: Budget): void {
  const places = Math.max(0, whole.length - piece.length + 1);
  spendWork(budget, places * Math.ceil(piece.length / 64));
}

function uriEncode(value: string, budget: Budget): string {
  if (/\p{Surrogate}/u.test(value)) throw new Fault('type', 'uriEncode() was given half of a surrogate pair');
  return boundedText(encodeURIComponent(value), budget);
}

function matches(value: string, pattern: string, budget: Budget): boolean {
  const compiled = regex(pattern);
  if (!compiled.ok)
    throw new Fault('type', `the regular expression ${pattern} is refused: ${compiled.message}`);
  spendWork(budget, compiled.cost(value.length));
  return compiled.test(value);
}

/** The length is known before the text is made. */
function replace(value: string, part: string, by: string, budget: Budget): string {
  if (part === '') throw new Fault('type', 'replace() needs a part that is not empty');
  payForSearch(value, part, budget);
  const times = value.split(part).length - 1;
  checkLengthOfText(value.length + times * (by.length - part.length));
  return boundedText(
    value.replaceAll(part, () => by),
    budget,
  );
}
