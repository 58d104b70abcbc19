import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';
import { found, hints } from './rules.ts';

describe('known scopes', () => {
  it('counts the scopes outwards', () => {
    const nodes = `outer:
  do:
    inner:
      do:
        a: { end: }
        b: { end: 1, scope: inner }
        c: { fail: { type: t, title: T }, scope: outer }
        d: { end: , scope: run }`;
    const levels = JSON.stringify(planOf(withNodes(nodes))).match(/"levels":\d/g);
    expect(levels).toEqual(['"levels":0', '"levels":0', '"levels":1', '"levels":2']);
  });

  it('counts an item and a turn twice: once for the whole, once for what is around', () => {
    const nodes = `m:
  map: [1]
  nodes:
    r:
      repeat: 2
      nodes:
        a: { end: , scope: r }
        b: { after: a, end: , scope: m }
        c: { after: b, end: , scope: run }
        d: { after: c, end: }`;
    const levels = JSON.stringify(planOf(withNodes(nodes))).match(/"levels":\d/g);
    expect(levels).toEqual(['"levels":1', '"levels":3', '"levels":4', '"levels":0']);
  });

  it('refuses what is not around', () => {
    expect(found('a: { do: { x: { run: [x] } } }\nb: { end: , scope: a }')).toEqual(['OST308 nodes.b.scope']);
  });

  it('ends nothing outside of an undoing', () => {
    const nodes = 'a: { run: [x], compensate: { do: { b: { end: , scope: run } } } }';
    expect(found(nodes)).toEqual(['OST308 nodes.a.compensate.do.b.scope']);
    expect(hints(nodes, 'OST308')).toEqual(['Here may stand compensate.']);
  });
});
