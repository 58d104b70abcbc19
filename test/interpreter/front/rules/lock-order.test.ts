import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const told = (nodes: string): string[] => found(nodes, '', /OST[1-5]/);

describe('lock order', () => {
  it.each([
    ['an earlier name', 'b: { lock: m, do: { x: { lock: a, run: [x] } } }', 'b.do.x'],
    ['the same name', 'b: { lock: m, do: { x: { lock: m, run: [x] } } }', 'b.do.x'],
    [
      'the same name of another reach',
      'b: { lock: m, do: { x: { lock: { name: m, scope: global }, run: [x] } } }',
      'b.do.x',
    ],
    ['a name from the run', 'b: { lock: m, do: { x: { lock: "${ input.n }", run: [x] } } }', 'b.do.x'],
    [
      'any name below one from the run',
      'b: { lock: "${ input.n }", do: { x: { lock: z, run: [x] } } }',
      'b.do.x',
    ],
    ['one name of several', 'b: { lock: [a, m], do: { x: { lock: [c, n], run: [x] } } }', 'b.do.x'],
    [
      'deep inside',
      'b: { lock: m, map: [1], nodes: { c: { do: { x: { lock: a, run: [x] } } } } }',
      'b.nodes.c.do.x',
    ],
    [
      'what tidies up',
      'b: { lock: m, do: { x: { run: [x] } }, finally: { lock: a, run: [x] } }',
      'b.finally',
    ],
    [
      'what undoes a part',
      'b: { lock: m, do: { x: { run: [x], compensate: { lock: a, run: [x] } } } }',
      'b.do.x.compensate',
    ],
  ])('refuses %s', (_, nodes, path) => {
    expect(told(nodes)).toEqual([`OST315 nodes.${path}.lock`]);
  });

  it.each([
    ['a later name', 'b: { lock: [a, m], do: { x: { lock: [n, z], run: [x] } } }'],
    ['locks side by side', 'a: { lock: m, run: [x] }\nb: { lock: a, run: [x] }'],
    ['any name where nothing is held', 'b: { do: { x: { lock: "${ input.n }", run: [x] } } }'],
    [
      'what undoes the block, which holds nothing any more',
      'b: { lock: m, do: { x: { run: [x] } }, compensate: { lock: a, run: [x] } }',
    ],
  ])('takes %s', (_, nodes) => {
    expect(told(nodes)).toEqual([]);
  });
});
