import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const told = (nodes: string, rest = ''): string[] => found(nodes, rest, /OST[1-5]/);
const two = 'x: { run: [x] }, y: { run: [x] }';

describe('possible completion', () => {
  it.each([
    [`b: { do: { ${two} }, complete: { count: 3 } }`, '', 'nodes.b'],
    ['b: { do: { x: { run: [x] }, y: { after: x, run: [x] } }, complete: { count: 2 } }', '', 'nodes.b'],
    [`b: { repeat: 3, nodes: { ${two} }, complete: { count: 3 } }`, '', 'nodes.b'],
    ['b: { map: [1, 2], nodes: { x: { run: [x] } }, complete: { count: 3 } }', '', 'nodes.b'],
    ['x: { run: [x] }', 'complete: { count: 2 }', ''],
  ])('refuses %s %s', (nodes, rest, path) => {
    expect(told(nodes, rest)).toEqual([`OST316 ${path}${path === '' ? '' : '.'}complete`]);
  });

  it.each([
    [`b: { do: { ${two} }, complete: { count: 2 } }`],
    [`b: { do: { ${two} }, complete: { when: ends.succeeded > 5 } }`],
    ['b: { map: "${ input.list }", nodes: { x: { run: [x] } }, complete: { count: 300 } }'],
    [
      'b: { map: [], more: { receive: e, until: event.data.last == true }, nodes: { x: { run: [x] } }, complete: { count: 3 } }',
    ],
    [
      'b: { do: { x: { run: [x] }, y: { after: { node: x, on: error }, run: [x] } }, complete: { count: 2 } }',
    ],
  ])('takes %s', (nodes) => {
    expect(told(nodes)).toEqual([]);
  });
});
