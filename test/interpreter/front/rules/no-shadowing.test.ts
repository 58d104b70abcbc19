import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('no shadowing', () => {
  it('refuses the name of a node around, at any depth, and of the block itself', () => {
    const nodes = `a: { run: [x] }
b:
  do:
    a: { run: [x] }
    b: { run: [x] }
    c: { do: { a: { run: [x] } } }`;
    expect(found(nodes, '', /OST305/)).toEqual([
      'OST305 nodes.b.do.a',
      'OST305 nodes.b.do.b',
      'OST305 nodes.b.do.c.do.a',
    ]);
  });

  it('allows the same name in blocks beside each other', () => {
    expect(found('b: { do: { x: { run: [x] } } }\nc: { do: { x: { run: [x] } } }')).toEqual([]);
  });

  it('looks into what undoes', () => {
    const nodes = 'a: { run: [x], compensate: { do: { a: { run: [y] } } } }';
    expect(found(nodes)).toEqual(['OST305 nodes.a.compensate.do.a']);
  });
});
