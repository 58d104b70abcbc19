import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const map = (keys: string, inner: string) =>
  found(`m: { map: [1, 2], ${keys} nodes: { ${inner} } }`, '', /OST611/);

describe('shards', () => {
  it.each([
    ['complete: any,', 'x: { run: [x] }'],
    ['more: { receive: job },', 'x: { run: [x] }'],
    ['', 'x: { human: Go?, timeout: 1d }'],
    ['', 'b: { do: { x: { run: [x], compensate: { run: [y] } } } }'],
    ['', 'x: { run: [x], lock: l }'],
  ])('warns of a size that means nothing, with %s and %s', (keys, inner) => {
    expect(map(`shard: 20, ${keys}`, inner)).toEqual(['OST611 nodes.m.shard']);
    expect(map(keys, inner)).toEqual([]);
  });

  it('warns in what is done at the end', () => {
    const nodes = 'a: { run: [x], compensate: { map: [1], shard: 20, nodes: { y: { run: [y] } } } }';
    expect(found(nodes, '', /OST611/)).toEqual(['OST611 nodes.a.compensate.shard']);
  });

  it('is content with a map that is done in parts', () => {
    expect(map('shard: 20,', 'x: { run: [x] }')).toEqual([]);
  });
});
