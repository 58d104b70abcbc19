import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

const told = (output: string, nodes: string): string[] =>
  found(nodes, `complete: any\noutput: "\${ ${output} }"`, /OST[1-5]/);
const hint = (read: string) => hints(race, 'OST309', `complete: any\noutput: "\${ ${read} }"`);
const race = 'a: { let: { v: 1 } }\nb: { let: { v: 1 } }';

describe('the output of what is complete early', () => {
  it('reads only what every end comes after', () => {
    expect(told('nodes.a.output.v', race)).toEqual(['OST309 output']);
    expect(told('nodes.?a.output.v', race)).toEqual([]);
    expect(
      told('nodes.a.output.v', 'a: { let: { v: 1 } }\nb: { after: a, run: [x] }\nc: { after: a, run: [x] }'),
    ).toEqual([]);
    expect(told('nodes.a.output.v', 'a: { let: { v: 1 } }')).toEqual([]);
    expect(told('nodes.a.status', race)).toEqual(['OST309 output']);
  });

  it('of a block and of a turn, not of an item', () => {
    const inner =
      'x: { let: { v: 1 } }, y: { let: { v: 1 } } }, complete: any, output: "${ nodes.x.output.v }"';
    expect(found(`b: { do: { ${inner} }`, '', /OST[1-5]/)).toEqual(['OST309 nodes.b.output']);
    expect(found(`b: { repeat: 2, nodes: { ${inner} }`, '', /OST[1-5]/)).toEqual(['OST309 nodes.b.output']);
    expect(found(`b: { map: [1], nodes: { ${inner} }`, '', /OST[1-5]/)).toEqual([]);
  });

  it('says how to read it', () => {
    expect(hint('nodes.a.status')).toEqual(['Read it optionally: `nodes.?a.?status`.']);
    expect(hint('nodes.a')).toEqual(['Read it optionally: `nodes.?a.?output`.']);
  });
});
