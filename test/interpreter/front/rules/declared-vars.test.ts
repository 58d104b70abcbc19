import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

describe('declared variables', () => {
  it('refuses to write what is not declared, and says what to do', () => {
    const nodes =
      'a: { set: { rounds: 1, round: 2, other: 3 } }\nb: { after: a, let: { x: "${ vars.rounds }" } }';
    expect(found(nodes, 'vars: { rounds: 0 }')).toEqual([
      'OST411 nodes.a.set.round',
      'OST411 nodes.a.set.other',
    ]);
    expect(hints(nodes, 'OST411', 'vars: { rounds: 0 }')).toEqual([
      'Did you mean `rounds`?',
      'Declare it: `vars: { other: … }`; for a value of this node alone use `let`.',
    ]);
  });

  it('refuses to read what is not declared, also optionally', () => {
    expect(found('a: { let: { x: "${ vars.n }", y: "${ vars.?n }" } }')).toEqual([
      'OST402 nodes.a.let.x',
      'OST402 nodes.a.let.y',
    ]);
  });

  it('lets initial values read the input and nothing else', () => {
    expect(found('a: { let: { x: "${ vars.n }" } }', 'vars: { n: "${ input.n }" }')).toEqual([]);
    expect(found('a: { let: { x: "${ vars.n }" } }', 'vars: { n: "${ nodes.a.output }" }')).toEqual([
      'OST402 vars.n',
    ]);
  });
});
