/** Which maps may be done in parts (S14). */
import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';

const shardOf = (keys: string, inner: string): number | undefined => {
  const node = planOf(withNodes(`m: { map: [1, 2], ${keys} nodes: { ${inner} } }`)).scope.nodes.at(-1);
  return node?.kind === 'map' ? node.shard : undefined;
};

describe('a map is done in parts', () => {
  it.each([
    ['', 'x: { run: [x] }', 500],
    ['shard: 20,', 'x: { run: [x] }', 20],
    ['concurrency: 3, onItemError: collect, onError: finish, finally: { run: [y] },', 'x: { run: [x] }', 500],
    ['', 'x: { run: [x], lock: { name: l, scope: global } }', 500],
    ['', 'x: { end: 1 }', 500],
    ['', 'b: { do: { x: { end: 1, scope: b } } }', 500],
    ['', 'b: { repeat: 3, nodes: { x: { end: 1, scope: b } } }', 500],
  ])('with %s and %s', (keys, inner, size) => {
    expect(shardOf(keys, inner)).toBe(size);
  });
});

describe('a map stays whole', () => {
  it.each([
    ['complete: any,', 'x: { run: [x] }'],
    ['more: { receive: job },', 'x: { run: [x] }'],
    ['', 'x: { human: Go? }'],
    ['shard: 20,', 'x: { human: Go? }'],
    ['', 'b: { do: { x: { receive: job } } }'],
    ['', 'x: { run: [x], compensate: { run: [y] } }'],
    ['', 'b: { do: { x: { run: [x], compensate: { run: [y] } } } }'],
    ['', 'x: { run: [x], lock: l }'],
    ['', 'x: { end: 1, scope: m }'],
    ['', 'x: { fail: { type: a.b, title: A }, scope: run }'],
    ['', 'b: { do: { x: { end: 1, scope: m } } }'],
    ['', 'x: { cancel: [m] }'],
    ['', 'b: { map: [1], more: { receive: job }, nodes: { x: { run: [x] } } }'],
    ['', 'p: { plan: { graph: { x: { let: { v: 1 } } } } }'],
  ])('with %s and %s', (keys, inner) => {
    expect(shardOf(keys, inner)).toBeUndefined();
  });
});
