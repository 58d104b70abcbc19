import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const nodes = (when: string): string => `a: { let: { n: 1 } }
b: { after: a, let: { n: 2 } }
c: { let: { n: 3 } }
d: { after: { node: b, when: "${when}" }, run: [x] }`;

describe('ordered conditions', () => {
  it.each(['nodes.b.output.n > 1', 'nodes.a.output.n > 1', 'input.x == 1', "nodes.b.status == 'failed'"])(
    'takes %s',
    (when) => {
      expect(found(nodes(when))).toEqual([]);
    },
  );

  it.each(['nodes.c.output.n > 1', 'nodes.?c.?output.?n.orValue(0) > 1'])('refuses %s', (when) => {
    expect(found(nodes(when))).toEqual(['OST314 nodes.d.after.when']);
  });

  it('refuses to read the node itself, which has not run', () => {
    expect(found(nodes('nodes.d.output.exit == 0'))).toEqual([
      'OST309 nodes.d.after.when',
      'OST314 nodes.d.after.when',
    ]);
  });

  it('makes no edges', () => {
    expect(found(`${nodes('nodes.a.output.n > 1')}\ne: { after: d, run: [x] }`)).toEqual([]);
  });

  it('lets a condition inside a block read what is outside, which orders the block', () => {
    const inside = `a: { let: { n: 1 } }
p: { do: { x: { run: [x] }, y: { after: { node: x, when: nodes.a.output.n > 1 }, run: [x] } } }`;
    expect(found(inside)).toEqual([]);
  });
});
