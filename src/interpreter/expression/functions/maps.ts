/** Functions on objects. Fields keep the order in which they were written; a later field of the same name wins. */
import { boundedLength } from '../limits.ts';
import { anyMap, dyn, listOf, string } from '../type.ts';
import type { Type } from '../type.ts';
import { Fault, isMap } from '../value.ts';
import type { MapValue, Value } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { fields, items } from './read.ts';

export const mapFunctions: readonly LibraryFunction[] = [
  {
    name: 'keys',
    params: params('object:map'),
    doc: 'The names of the fields.',
    example: ['keys({"a": 1, "b": 2})', ['a', 'b']],
    result: () => listOf(string),
    run: ([object]) => Object.keys(fields(object)),
  },
  {
    name: 'values',
    params: params('object:map'),
    doc: 'The values of the fields.',
    example: ['values({"a": 1, "b": 2})', [1, 2]],
    result: () => listOf(dyn),
    run: ([object]) => Object.values(fields(object)),
  },
  {
    name: 'entries',
    params: params('object:map'),
    doc: 'The fields as a list of `{ key, value }`.',
    example: ['entries({"a": 1})', [{ key: 'a', value: 1 }]],
    result: () => listOf(entryType),
    run: ([object]) => Object.entries(fields(object)).map(([key, value]) => ({ key, value })),
  },
  {
    name: 'fromEntries',
    params: params('list:list'),
    doc: 'An object from a list of `{ key, value }`.',
    example: ['fromEntries([{"key": "a", "value": 1}])', { a: 1 }],
    result: () => anyMap,
    run: ([list]) => Object.fromEntries(items(list).map(entry)),
  },
  {
    name: 'merge',
    params: params('first:map', 'second:map'),
    doc: 'The fields of both objects; where both have one, that of the second.',
    example: ['merge({"a": 1}, {"b": 2})', { a: 1, b: 2 }],
    result: () => anyMap,
    run: ([first, second], budget) => {
      const all = [...Object.entries(fields(first)), ...Object.entries(fields(second))];
      boundedLength(all.length, budget);
      return Object.fromEntries(all);
    },
  },
  {
    name: 'pick',
    params: params('object:map', 'names:strings'),
    doc: 'Only these fields, where they are there.',
    example: ['pick({"a": 1, "b": 2}, ["a"])', { a: 1 }],
    result: () => anyMap,
    run: ([object, names]) => only(fields(object), (name, chosen) => chosen.has(name), items(names)),
  },
  {
    name: 'omit',
    params: params('object:map', 'names:strings'),
    doc: 'All fields but these.',
    example: ['omit({"a": 1, "b": 2}, ["a"])', { b: 2 }],
    result: () => anyMap,
    run: ([object, names]) => only(fields(object), (name, chosen) => !chosen.has(name), items(names)),
  },
];

const entryType: Type = { kind: 'map', fields: { key: string, value: dyn } };

function only(
  object: MapValue,
  keep: (name: string, names: ReadonlySet<Value>) => boolean,
  names: readonly Value[],
): MapValue {
  const chosen = new Set(names);
  return Object.fromEntries(Object.entries(object).filter(([name]) => keep(name, chosen)));
}

function entry(item: Value): readonly [string, Value] {
  const { key, value } = isMap(item) ? item : {};
  if (typeof key === 'string' && value !== undefined) return [key, value];
  throw new Fault('type', 'fromEntries() takes a list of objects with key, a string, and value');
}
