import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const told = (quorum: string, outcomes = 'outcomes: [yes_, no_], '): string[] =>
  found(`a: { human: h, ${outcomes}quorum: ${quorum}, timeout: 1d }`, '', /OST[1-5]/);

describe('quorums', () => {
  it.each(['2', '{ count: 2 }', '{ count: 2, of: 2 }', '{ count: 2, of: 3, otherwise: no_ }'])(
    'takes %s',
    (quorum) => {
      expect(told(quorum)).toEqual([]);
    },
  );

  it.each([
    ['{ count: 3, of: 2 }', 'OST213 nodes.a.quorum.count'],
    ['{ count: 2, of: 3, otherwise: maybe }', 'OST302 nodes.a.quorum.otherwise'],
    ['{ count: 2, otherwise: no_ }', 'OST213 nodes.a.quorum.otherwise'],
  ])('refuses %s', (quorum, expected) => {
    expect(told(quorum)).toEqual([expected]);
  });

  it('has no outcome to fall back on where there are none', () => {
    expect(told('{ count: 2, of: 3, otherwise: no_ }', '')).toEqual(['OST302 nodes.a.quorum.otherwise']);
  });
});
