/**
 * The shape of one library function. Owns how it is declared, and how its arguments are named in sentences and docs.
 */
import type { Json } from '../../json.ts';
import type { Budget } from '../limits.ts';
import type { Type } from '../type.ts';
import type { Value } from '../value.ts';

/** What a parameter takes. `numbers` and `strings` are lists of these. */
export type ParamKind =
  | 'any'
  | 'string'
  | 'number'
  | 'bool'
  | 'list'
  | 'map'
  | 'numbers'
  | 'strings'
  | 'measurable';

export interface Param {
  readonly name: string;
  readonly kind: ParamKind;
  readonly optional?: true;
  /** May be an absent optional. */
  readonly absent?: true;
}

export interface LibraryFunction {
  readonly name: string;
  readonly params: readonly Param[];
  /** One line for the table in the documentation. */
  readonly doc: string;
  /** An expression and its value, for the table. */
  readonly example: readonly [expression: string, value: Json];
  readonly result: (args: readonly Type[]) => Type;
  /** The result may be absent: what is read from it may be absent too. */
  readonly absent?: true;
  /** Arguments have been checked against `params`. `undefined` is an absent optional. */
  readonly run: (args: readonly (Value | undefined)[], budget: Budget) => Value | undefined;
}

/** `list: list, separator?: string` is written `['list:list', 'separator:string?']`. */
export function params(...texts: readonly string[]): readonly Param[] {
  return texts.map((text) => {
    const [name = '', kind = 'any'] = text.split(':');
    const optional = kind.endsWith('?');
    // The tables in this folder are the only callers; a wrong word fails the test of the table.
    const word = (optional ? kind.slice(0, -1) : kind) as ParamKind;
    return optional ? { name, kind: word, optional: true } : { name, kind: word };
  });
}

export const paramWords: Readonly<Record<ParamKind, string>> = {
  any: 'a value',
  string: 'a string',
  number: 'a number',
  bool: 'a boolean',
  list: 'a list',
  map: 'an object',
  numbers: 'a list of numbers',
  strings: 'a list of strings',
  measurable: 'a string, a list or an object',
};

/** `join(list, separator?)`, as the documentation and messages write it. */
export function signature(definition: LibraryFunction): string {
  const names = definition.params.map((param) => `${param.name}${param.optional === true ? '?' : ''}`);
  return `${definition.name}(${names.join(', ')})`;
}
