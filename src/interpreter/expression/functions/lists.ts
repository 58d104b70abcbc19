/** Functions on lists. They give new lists; `first` and `last` of an empty list are absent. */
import { boundedLength, checkLengthOfText, spendWork } from '../limits.ts';
import { double, dyn, either, int, listOf, optionalOf, string } from '../type.ts';
import type { Type } from '../type.ts';
import { Fault, isList } from '../value.ts';
import type { Value } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { canonical, plainText } from './canonical.ts';
import { sortByKeys } from './order.ts';
import { count, fields, items, text } from './read.ts';

export const listFunctions: readonly LibraryFunction[] = [
  {
    name: 'size',
    params: params('value:measurable'),
    doc: 'How many items, fields or characters.',
    example: ['size([1, 2, 3])', 3],
    result: () => int,
    run: ([value]) => {
      if (typeof value === 'string') return BigInt(value.length);
      return BigInt(isList(value) ? value.length : Object.keys(fields(value)).length);
    },
  },
  {
    name: 'range',
    params: params('start:number', 'end:number?'),
    doc: 'The whole numbers from 0 to before the number, or from `start` to before `end`.',
    example: ['range(1, 4)', [1, 2, 3]],
    result: () => listOf(double),
    run: ([start, end], budget) => {
      const from = end === undefined ? 0 : count(start);
      const length = Math.max((end === undefined ? count(start) : count(end)) - from, 0);
      boundedLength(length, budget);
      return Array.from({ length }, (_, index) => from + index);
    },
  },
  {
    name: 'first',
    params: params('list:list'),
    doc: 'The first item; absent in an empty list.',
    example: ['first(["a", "b"])', 'a'],
    result: ([type]) => optionalOf(itemOf(type)),
    absent: true,
    run: ([list]) => items(list)[0],
  },
  {
    name: 'last',
    params: params('list:list'),
    doc: 'The last item; absent in an empty list.',
    example: ['last(["a", "b"])', 'b'],
    result: ([type]) => optionalOf(itemOf(type)),
    absent: true,
    run: ([list]) => items(list).at(-1),
  },
  {
    name: 'slice',
    params: params('list:list', 'start:number', 'end:number?'),
    doc: 'The items from `start` to before `end`; what lies outside is cut off, negative counts from the end.',
    example: ['slice([1, 2, 3, 4], 1, 3)', [2, 3]],
    result: ([type]) => listOf(itemOf(type)),
    run: ([list, start, end]) => items(list).slice(count(start), end === undefined ? undefined : count(end)),
  },
  {
    name: 'reverse',
    params: params('list:list'),
    doc: 'The items in reverse order.',
    example: ['reverse([1, 2, 3])', [3, 2, 1]],
    result: ([type]) => listOf(itemOf(type)),
    run: ([list]) => items(list).toReversed(),
  },
  {
    name: 'sort',
    params: params('list:list'),
    doc: 'In ascending order; all numbers, all strings or all booleans. Strings by their code, without a locale.',
    example: ['sort([3, 1, 2])', [1, 2, 3]],
    result: ([type]) => listOf(itemOf(type)),
    run: ([list], budget) =>
      sortByKeys(
        items(list).map((item) => [item, item] as const),
        budget,
      ),
  },
  {
    name: 'unique',
    params: params('list:list'),
    doc: 'Each item once, in the order of their first places.',
    example: ['unique(["a", "b", "a"])', ['a', 'b']],
    result: ([type]) => listOf(itemOf(type)),
    run: ([list], budget) => {
      const seen = new Map<string, Value>();
      for (const item of items(list)) {
        const key = canonical(item, budget);
        if (!seen.has(key)) seen.set(key, item);
      }
      return [...seen.values()];
    },
  },
  {
    name: 'flatten',
    params: params('list:list'),
    doc: 'The items of the lists in the list, one level deep.',
    example: ['flatten([[1], [2, 3]])', [1, 2, 3]],
    result: ([type]) =>
      type?.kind === 'list' && type.item.kind === 'list' ? listOf(type.item.item) : listOf(dyn),
    run: ([list], budget) => {
      const inner = items(list);
      boundedLength(
        inner.reduce<number>((sum, item) => sum + (isList(item) ? item.length : 1), 0),
        budget,
      );
      return inner.flatMap((item) => (isList(item) ? item : [item]));
    },
  },
  {
    name: 'zip',
    params: params('first:list', 'second:list'),
    doc: 'Pairs of the items at the same places, as long as the shorter list.',
    example: [
      'zip(["a", "b"], [1, 2])',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    result: ([first, second]) => listOf(listOf(either(itemOf(first), itemOf(second)))),
    run: ([first, second], budget) => {
      const others = items(second);
      const length = Math.min(items(first).length, others.length);
      boundedLength(length, budget);
      return items(first)
        .slice(0, length)
        .map((item, index) => [item, others[index] ?? null]);
    },
  },
  {
    name: 'chunk',
    params: params('list:list', 'size:number'),
    doc: 'Lists of at most this many items.',
    example: ['chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    result: ([type]) => listOf(listOf(itemOf(type))),
    run: ([list, size]) => {
      const width = count(size);
      if (width < 1) throw new Fault('type', 'chunk() needs a size of at least 1');
      const all = items(list);
      const length = Math.ceil(all.length / width);
      return Array.from({ length }, (_, index) => all.slice(index * width, (index + 1) * width));
    },
  },
  {
    name: 'join',
    params: params('list:list', 'separator:string?'),
    doc: 'One string of strings, numbers and booleans, with the separator between them.',
    example: ['join(["a", "b"], ", ")', 'a, b'],
    result: () => string,
    run: ([list, separator], budget) => {
      const between = separator === undefined ? '' : text(separator);
      const parts = items(list).map(plainText);
      const length = parts.reduce((sum, part) => sum + part.length + between.length, 0);
      checkLengthOfText(length - between.length);
      spendWork(budget, Math.max(length, 0));
      return parts.join(between);
    },
  },
];

function itemOf(type: Type | undefined): Type {
  return type?.kind === 'list' ? type.item : dyn;
}
