/** Functions on strings. Lengths and positions are in UTF-16 units, as JSON and JavaScript count. No locale. */
import { boundedLength, boundedText, checkLengthOfText, spendWork } from '../limits.ts';
import type { Budget } from '../limits.ts';
import { regex } from '../regex.ts';
import { bool, int, listOf, string } from '../type.ts';
import { Fault } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { count, text } from './read.ts';

export const stringFunctions: readonly LibraryFunction[] = [
  {
    name: 'contains',
    params: params('text:string', 'part:string'),
    doc: 'Whether the text has this part.',
    result: () => bool,
    run: ([value, part]) => text(value).includes(text(part)),
  },
  {
    name: 'startsWith',
    params: params('text:string', 'start:string'),
    doc: 'Whether the text starts so.',
    result: () => bool,
    run: ([value, part]) => text(value).startsWith(text(part)),
  },
  {
    name: 'endsWith',
    params: params('text:string', 'end:string'),
    doc: 'Whether the text ends so.',
    result: () => bool,
    run: ([value, part]) => text(value).endsWith(text(part)),
  },
  {
    name: 'matches',
    params: params('text:string', 'pattern:string'),
    doc: 'Whether any part of the text fits the regular expression (RE2; `^…$` for all of it).',
    result: () => bool,
    run: ([value, pattern], budget) => matches(text(value), text(pattern), budget),
  },
  {
    name: 'indexOf',
    params: params('text:string', 'part:string'),
    doc: 'Position of the first such part, -1 without one.',
    result: () => int,
    run: ([value, part]) => BigInt(text(value).indexOf(text(part))),
  },
  {
    name: 'lastIndexOf',
    params: params('text:string', 'part:string'),
    doc: 'Position of the last such part, -1 without one.',
    result: () => int,
    run: ([value, part]) => BigInt(text(value).lastIndexOf(text(part))),
  },
  {
    name: 'substring',
    params: params('text:string', 'start:number', 'end:number?'),
    doc: 'The part from `start` to before `end`; what lies outside is cut off.',
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
    result: () => listOf(string),
    run: ([value, separator], budget) => {
      const parts = text(separator) === '' ? Array.from(text(value)) : text(value).split(text(separator));
      boundedLength(parts.length, budget);
      return parts;
    },
  },
  {
    name: 'trim',
    params: params('text:string'),
    doc: 'Without white space at both ends.',
    result: () => string,
    run: ([value]) => text(value).trim(),
  },
  {
    name: 'replace',
    params: params('text:string', 'part:string', 'by:string'),
    doc: 'Every such part replaced.',
    result: () => string,
    run: ([value, part, by], budget) => replace(text(value), text(part), text(by), budget),
  },
  {
    name: 'upper',
    params: params('text:string'),
    doc: 'In capital letters.',
    result: () => string,
    run: ([value], budget) => boundedText(text(value).toUpperCase(), budget),
  },
  {
    name: 'lower',
    params: params('text:string'),
    doc: 'In small letters.',
    result: () => string,
    run: ([value], budget) => boundedText(text(value).toLowerCase(), budget),
  },
  {
    name: 'padStart',
    params: params('text:string', 'length:number', 'fill:string?'),
    doc: 'Filled up on the left to this length, with spaces unless told otherwise.',
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
    result: () => string,
    run: ([value, length, fill], budget) =>
      boundedText(
        text(value).padEnd(checkLengthOfText(count(length)), fill === undefined ? ' ' : text(fill)),
        budget,
      ),
  },
];

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
  const times = value.split(part).length - 1;
  checkLengthOfText(value.length + times * (by.length - part.length));
  return boundedText(
    value.replaceAll(part, () => by),
    budget,
  );
}
