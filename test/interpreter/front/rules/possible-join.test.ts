import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const sources = 'a: { run: [x] }\nb: { run: [x] }';

describe('possible join', () => {
  it.each(['live', 'all', 'any', 'each', '{ count: 1 }', '{ count: 2 }', '{ when: join.taken > 1 }'])(
    'takes %s of two',
    (join) => {
      expect(found(`${sources}\nc: { after: [a, b], join: ${join}, run: [x] }`)).toEqual([]);
    },
  );

  it('counts entries that lead forward only', () => {
    const nodes = `${sources}\nc: { after: [a, { node: d, again: 2 }], join: { count: 2 }, run: [x] }\nd: { after: c, run: [x] }`;
    expect(found(nodes)).toEqual(['OST312 nodes.c.join']);
  });

  it('refuses a join of nothing', () => {
    expect(found('a: { join: all, run: [x] }')).toEqual(['OST312 nodes.a.join']);
  });

  it.each(['every', '{ count: 0 }', '{ count: 1.5 }', '2'])('refuses the join %s', (join) => {
    expect(
      found(`${sources}\nc: { after: [a, b], join: ${join}, run: [x] }`, '', /OST2/).length,
    ).toBeGreaterThan(0);
  });
});
