import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const vars = 'vars: { n: [] }\noutput: "${ vars.n }"';
const told = (nodes: string): string[] => found(nodes, vars, /OST[1-5]/);

describe('appends only', () => {
  it.each([
    ['in an item', 'm: { map: [1], nodes: { x: { set: { n: 1 } } } }', 'm.nodes.x'],
    ['deep in an item', 'm: { map: [1], nodes: { b: { do: { x: { set: { n: 1 } } } } } }', 'm.nodes.b.do.x'],
    [
      'in a turn in an item',
      'm: { map: [1], nodes: { b: { repeat: 2, nodes: { x: { set: { n: 1 } } } } } }',
      'm.nodes.b.nodes.x',
    ],
    ['for each edge', 'a: { run: [x] }\nx: { after: a, join: each, set: { n: 1 } }', 'x'],
    [
      'in a block for each edge',
      'a: { run: [x] }\nb: { after: a, join: each, do: { x: { set: { n: 1 } } } }',
      'b.do.x',
    ],
    [
      'undoing in an item',
      'm: { map: [1], nodes: { x: { run: [x], compensate: { set: { n: 1 } } } } }',
      'm.nodes.x.compensate',
    ],
    [
      'a mapping that is a value',
      'm: { map: [1], nodes: { x: { set: { n: { add: 1, b: 2 } } } } }',
      'm.nodes.x',
    ],
  ])('refuses to replace %s', (_, nodes, path) => {
    expect(told(nodes)).toEqual([`OST311 nodes.${path}.set.n`]);
  });

  it.each([
    ['appending in an item', 'm: { map: [1], nodes: { x: { set: { n: { add: "${ item }" } } } } }'],
    [
      'appending for each edge',
      'a: { run: [x] }\nx: { after: a, join: each, set: { n: { add: "${ edge.from }" } } }',
    ],
    ['replacing in a turn', 'r: { repeat: 2, nodes: { x: { set: { n: 1 } } } }'],
    ['replacing after the items', 'm: { map: [1], nodes: { x: { run: [x] } }, finally: { set: { n: 1 } } }'],
    [
      'replacing where a map is undone',
      'm: { map: [1], nodes: { x: { run: [x] } }, compensate: { set: { n: 1 } } }',
    ],
  ])('takes %s', (_, nodes) => {
    expect(told(nodes)).toEqual([]);
  });
});
