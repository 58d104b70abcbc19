/**
 * The standard library as one table. Owns nothing else; the table in the documentation is made from it.
 */
import { dataFunctions } from './data.ts';
import type { LibraryFunction } from './define.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { numberFunctions } from './numbers.ts';
import { stringFunctions } from './strings.ts';
import { timeFunctions } from './time.ts';

export const groups: readonly (readonly [title: string, functions: readonly LibraryFunction[]])[] = [
  ['Strings', stringFunctions],
  ['Numbers', numberFunctions],
  ['Lists', listFunctions],
  ['Objects', mapFunctions],
  ['Data', dataFunctions],
  ['Time', timeFunctions],
];

export const library: ReadonlyMap<string, LibraryFunction> = new Map(
  groups.flatMap(([, functions]) => functions.map((entry) => [entry.name, entry] as const)),
);
