import { expect, it } from 'vitest';
import { createCounter, find, keysOf } from '../../src/simulate/places.ts';

function times({ times: count = 1 }: { readonly times?: number }): number {
  return count;
}

it('a visit is meant by its id, its path, its names, its name: the narrowest first (SC1)', () => {
  const keys = keysOf('items#1[0]/pack#2/check#3');
  expect(keys).toEqual(['items#1[0]/pack#2/check#3', 'items#1[0]/pack#2/check', 'items/pack/check', 'check']);
  expect(find({ check: 1, 'items/pack/check': 2 }, keys)).toEqual({ key: 'items/pack/check', entry: 2 });
  expect(find({ other: 1 }, keys)).toBeUndefined();
  expect(find({}, ['constructor'])).toBeUndefined();
});

it('lists are used up one after the other, each by its own name; the last entry holds on (SC2)', () => {
  const next = createCounter();
  const list = [{ n: 1 }, { n: 2, times: 2 }, { n: 3 }];
  expect(Array.from({ length: 6 }, () => next('a', list, times).n)).toEqual([1, 2, 2, 3, 3, 3]);
  expect(next('b', list, times).n).toBe(1);
  expect(next('c', { n: 7 }).n).toBe(7);
});
