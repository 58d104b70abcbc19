import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('unused variables', () => {
  it('warns of what is only written', () => {
    expect(found('a: { set: { n: 1 } }', 'vars: { n: 0, m: 1 }')).toEqual(['OST606 vars.n', 'OST606 vars.m']);
  });

  it.each([
    'a: { let: { x: "${ vars.n }" } }',
    'a: { when: vars.n > 0, run: [x] }',
    'a: { run: [x] }\nb: { after: { node: a, when: vars.n > 0 }, run: [x] }',
    'a: { do: { b: { run: [x] } }, output: "${ vars.n }" }',
    'a: { run: [x], compensate: { run: ["${ vars.n }"] } }',
    'a: { human: "${ vars.n }", deadline: { after: 1d, output: 1 } }',
  ])('sees the reader in %s', (nodes) => {
    expect(found(nodes, 'vars: { n: 0 }')).toEqual([]);
  });

  it('sees the reader in the output', () => {
    expect(found('a: { run: [x] }', 'vars: { n: 0 }\noutput: "${ vars.n }"')).toEqual([]);
  });
});
