import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const vars = 'vars: { n: 0 }\noutput: "${ vars.n }"';
const set = 'set: { n: "${ vars.n + 1 }" }';

describe('set races', () => {
  it.each([
    ['beside each other', `a: { ${set} }\nb: { ${set} }`],
    ['after the same node', `r: { run: [x] }\na: { after: r, ${set} }\nb: { after: r, ${set} }`],
    ['in blocks beside each other', `a: { do: { x: { ${set} } } }\nb: { do: { x: { ${set} } } }`],
    ['in a block and beside it', `a: { ${set} }\nb: { do: { x: { do: { y: { ${set} } } } } }`],
    ['inside one block', `p: { do: { a: { ${set} }, b: { ${set} } } }`],
    ['under conditions that may both hold', `a: { when: input.x, ${set} }\nb: { when: input.y, ${set} }`],
    [
      'where the rest of a block runs on',
      `a: { do: { x: { run: [x] }, y: { ${set} } }, complete: { count: 1, rest: keep } }\nb: { after: a, ${set} }`,
    ],
    [
      'in one item',
      `m: { map: [1], nodes: { x: { set: { n: { add: 1 } } }, y: { set: { n: { add: 1 } } } } }`,
    ],
    ['appending', 'a: { set: { n: { add: 1 } } }\nb: { set: { n: { add: 2 } } }'],
  ])('refuses two writers %s', (_, nodes) => {
    expect(found(nodes, vars, /OST311|OST303/)).toEqual([expect.stringMatching(/^OST311 .*set\.n$/)]);
  });

  it.each([
    ['one after the other', `a: { ${set} }\nb: { after: a, ${set} }`],
    [
      'where the rest of a block is withdrawn',
      `a: { do: { x: { run: [x] }, y: { ${set} } }, complete: any }\nb: { after: a, ${set} }`,
    ],
    ['far after the other', `a: { ${set} }\nr: { after: a, run: [x] }\nb: { after: r, ${set} }`],
    ['one that reads what leads to the other', `a: { ${set} }\nb: { set: { n: "\${ nodes.a.output.n }" } }`],
    [
      'under different outcomes',
      `s: { switch: { x: input.x, y: true } }\na: { after: s.x, ${set} }\nb: { after: s.y, ${set} }`,
    ],
    [
      'in blocks under different outcomes',
      `s: { switch: { x: input.x, y: true } }\na: { after: s.x, do: { v: { ${set} } } }\nb: { after: s.y, do: { w: { ${set} } } }`,
    ],
    ['of different variables', 'a: { set: { n: 1 } }\nb: { set: { m: "${ vars.m }" } }'],
  ])('takes two writers %s', (_, nodes) => {
    expect(found(nodes, vars.replace('n: 0', 'n: 0, m: 0'), /OST[1-5]/)).toEqual([]);
  });

  it('tells one race for each variable', () => {
    const nodes = ['a', 'b', 'c'].map((name) => `${name}: { set: { n: 1, m: 2 } }`).join('\n');
    expect(found(nodes, 'vars: { n: 0, m: 0 }', /OST311/)).toEqual([
      'OST311 nodes.b.set.n',
      'OST311 nodes.b.set.m',
    ]);
  });
});
