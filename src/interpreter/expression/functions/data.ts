/** Functions between data and its text: JSON, base64, SHA-256. */
import type { Json } from '../../json.ts';
import { toJson } from '../json-value.ts';
import { boundedText, newBudget } from '../limits.ts';
import { dyn, string } from '../type.ts';
import { Fault } from '../value.ts';
import { bytesOfBase64, base64 } from './base64.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { text } from './read.ts';
import { sha256 } from './sha256.ts';

export const dataFunctions: readonly LibraryFunction[] = [
  {
    name: 'json',
    params: params('value:any'),
    doc: 'The value as JSON text.',
    example: ['json({"a": [1, true]})', '{"a":[1,true]}'],
    result: () => string,
    run: ([value], budget) => boundedText(JSON.stringify(toJson(value ?? null, newBudget())), budget),
  },
  {
    name: 'fromJson',
    params: params('text:string'),
    doc: 'The value of a JSON text.',
    example: ['fromJson("[1, 2]")', [1, 2]],
    result: () => dyn,
    run: ([value]) => parse(text(value)),
  },
  {
    name: 'base64',
    params: params('text:string'),
    doc: 'The text (UTF-8) in base64.',
    example: ['base64("hello")', 'aGVsbG8='],
    result: () => string,
    run: ([value], budget) => boundedText(base64(new TextEncoder().encode(text(value))), budget),
  },
  {
    name: 'fromBase64',
    params: params('text:string'),
    doc: 'The text (UTF-8) of a base64 text.',
    example: ['fromBase64("aGVsbG8=")', 'hello'],
    result: () => string,
    run: ([value]) => decode(text(value)),
  },
  {
    name: 'hash',
    params: params('text:string'),
    doc: 'SHA-256 of the text (UTF-8), in hexadecimal digits.',
    example: ['hash("")', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    result: () => string,
    run: ([value]) => sha256(new TextEncoder().encode(text(value))),
  },
];

function parse(value: string): Json {
  try {
    // JSON.parse gives JSON and nothing else.
    return JSON.parse(value) as Json;
  } catch {
    throw new Fault('type', 'fromJson() was given a text that is not JSON');
  }
}

function decode(value: string): string {
  const bytes = bytesOfBase64(value);
  if (bytes === undefined) throw new Fault('type', 'fromBase64() was given a text that is not base64');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
