import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('child names', () => {
  it('are names of definitions', () => {
    expect(found('a: { workflow: check-stock }')).toEqual([]);
    expect(found('a: { workflow: checkStock }')).toEqual(['OST208 nodes.a.workflow']);
    expect(found('a: { workflow: "" }')).toEqual(['OST208 nodes.a.workflow']);
  });

  it('cannot be chosen when the run is there', () => {
    expect(found('a: { workflow: "${ input.name }" }')).toEqual(['OST211 nodes.a.workflow']);
  });
});
