import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('again reached', () => {
  it.each([
    'a: { after: { node: a, again: 3 }, run: [x] }',
    'a: { after: { node: b, again: 3 }, run: [x] }\nb: { after: a, run: [x] }',
    'a: { after: { node: c, again: 3 }, run: [x] }\nb: { run: ["${ nodes.a.output.stdout }"] }\nc: { let: { x: "${ nodes.?b.?output }" } }',
  ])('takes %s', (nodes) => {
    expect(found(nodes)).toEqual([]);
  });

  it('refuses a way back from where nothing leads', () => {
    const nodes =
      'a: { run: [x] }\nb: { after: [a, { node: c, again: 3 }], run: [x] }\nc: { after: a, run: [x] }';
    expect(found(nodes)).toEqual(['OST304 nodes.b.after[1]']);
  });

  it('does not blame a loop whose edge is missing because of a misspelt name', () => {
    const nodes = 'a: { after: { node: b, again: 3 }, run: [x] }\nb: { after: aa, run: [x] }';
    expect(found(nodes)).toEqual(['OST301 nodes.b.after']);
  });
});
