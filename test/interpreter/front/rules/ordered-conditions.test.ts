import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const nodes = (when: string): string => `a: { let: { n: 1 } }
b: { after: a, let: { n: 2 } }
c: { let: { n: 3 } }
d: { after: { node: b, when: "${when}" }, run: [x] }`;

const guard = (when: string): string =>
  `a: { let: { n: 1 } }\nb: { after: a, run: [x] }\nd: { unless: { node: b, when: "${when}" }, run: [x] }`;

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

  it('looks at guards too', () => {
    expect(found(guard('nodes.a.output.n > 1'))).toEqual([]);
    expect(found(guard('nodes.?d.status == "failed"').replaceAll('"failed"', "'failed'"))).toEqual([
      'OST314 nodes.d.unless.when',
    ]);
  });

  it('a join and a completion read no nodes, which run meanwhile', () => {
    const a = 'a: { let: { n: 1 } }\nb: { run: [x] }';
    expect(found(`${a}\nc: { after: [a, b], join: { when: nodes.a.output.n > 1 }, run: [x] }`)).toEqual([
      'OST314 nodes.c.join.when',
    ]);
    expect(found(a, 'complete: { when: nodes.a.output.n > 1 }')).toEqual(['OST314 complete.when']);
    expect(
      found(`${a}\nc: { do: { d: { run: [x] } }, complete: { when: nodes.a.output.n > ends.open } }`),
    ).toEqual([]);
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
