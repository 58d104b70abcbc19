import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('open wait', () => {
  it('warns of a person without a deadline', () => {
    expect(found('a: { human: h }\nb: { do: { c: { human: h } } }')).toEqual([
      'OST607 nodes.a.human',
      'OST607 nodes.b.do.c.human',
    ]);
  });

  it.each([
    ['an event', 'a: { receive: payment }', 'receive'],
    ['the first of several', 'a: { receive: { any: [paid, failed] } }', 'receive'],
    ['items that nothing ends', 'a: { map: [], more: { receive: e }, nodes: { x: { run: [x] } } }', 'more'],
    ['a deadline that only reminds', 'a: { human: h, deadline: { remind: 1d, until: "${ input.x }" } }', ''],
  ])('warns of %s', (_, nodes, key) => {
    expect(found(nodes)).toEqual(key === '' ? [] : [`OST607 nodes.a.${key}`]);
  });

  it.each([
    ['a: { human: h, deadline: { after: 1d } }', ''],
    ['a: { human: h, timeout: 1d }', ''],
    ['a: { human: h }', 'limits: { timeout: 7d }'],
    ['a: { do: { b: { human: h } }, timeout: 1d }', ''],
    ['a: { receive: payment, timeout: 1d }', ''],
    ['a: { map: [], more: { receive: e, until: event.data.last == true }, nodes: { x: { run: [x] } } }', ''],
    ['a: { map: [], more: { receive: e }, complete: any, nodes: { x: { run: [x] } } }', ''],
    ['a: { map: [], more: { receive: e }, timeout: 1d, nodes: { x: { run: [x] } } }', ''],
  ])('is content with %s %s', (nodes, rest) => {
    expect(found(nodes, rest)).toEqual([]);
  });
});
