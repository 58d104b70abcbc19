import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const told = (nodes: string): string[] => found(nodes, '', /OST[1-5]/);
const map = (as: string, nodes = 'x: { run: [x] }', at = 'm'): string =>
  `${at}: { map: [1], as: ${as}, nodes: { ${nodes} } }`;

describe('local names', () => {
  it.each([
    ['a word of the expression language', map('for'), 'OST207 nodes.m.as'],
    ['no name', map('a-b'), 'OST207 nodes.m.as'],
    ['a root', map('input'), 'OST305 nodes.m.as'],
    ['a name of the language', map('index'), 'OST305 nodes.m.as'],
    ['a node outside', `a: { run: [x] }\n${map('a')}`, 'OST305 nodes.m.as'],
    ['a node inside', map('x'), 'OST305 nodes.m.as'],
    [
      'the name of what is around',
      map('line', map('line', 'x: { run: [x] }', 'inner')),
      'OST305 nodes.m.nodes.inner.as',
    ],
    [
      'the usual name of what is around',
      `m: { map: [1], nodes: { ${map('item', 'x: { run: [x] }', 'inner')} } }`,
      'OST305 nodes.m.nodes.inner.as',
    ],
    ['a name of a turn', 'r: { repeat: 2, as: run, nodes: { x: { run: [x] } } }', 'OST305 nodes.r.as'],
  ])('refuses %s', (_, nodes, expected) => {
    expect(told(nodes)).toEqual([expected]);
  });

  it.each([
    ['a name of its own', map('line')],
    [
      'the same name side by side',
      `${map('line', 'x: { run: [x] }', 'm')}\n${map('line', 'x: { run: [x] }', 'n')}`,
    ],
    [
      'the usual names in each other',
      'm: { map: [1], nodes: { inner: { map: "${ item }", nodes: { x: { run: ["${ item }"] } } } } }',
    ],
  ])('takes %s', (_, nodes) => {
    expect(told(nodes)).toEqual([]);
  });
});
