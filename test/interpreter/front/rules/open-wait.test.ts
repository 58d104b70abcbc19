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
    ['a: { human: h, deadline: { after: 1d } }', ''],
    ['a: { human: h, timeout: 1d }', ''],
    ['a: { human: h }', 'limits: { timeout: 7d }'],
  ])('is content with %s %s', (nodes, rest) => {
    expect(found(nodes, rest)).toEqual([]);
  });
});
