/** Who can read what a node gave (RD1, RD2). What the core makes of it: test/interpreter/core/forget.test.ts. */
import { describe, expect, it } from 'vitest';
import { compiled } from '../../../support/fixture.ts';

const readByOfA = (nodes: string) =>
  compiled(`ostinato: 1\nname: t\nnodes:\n  a: { let: { v: 1 } }\n  ${nodes}\n`).scope.nodes[0]?.readBy;

const reading = 'let: { v: "${ nodes.a.output.v }" }';

describe('readers', () => {
  it.each([
    ['none', 'z: { after: a, let: {} }', []],
    ['a node', `z: { ${reading} }`, [1]],
    ['several', `y: { ${reading} }\n  z: { ${reading} }`, [1, 2]],
    ['a block in which a node reads it', `z: { do: { y: { ${reading} } } }`, [1]],
    ['a map by its items', 'z: { map: "${ [nodes.a.output.v] }", nodes: { y: { let: {} } } }', [1]],
    ['a block by its own end', `z: { do: { y: { let: {} } }, output: "\${ nodes.a.output.v }" }`, [1]],
    ['a node by what it asks for', 'z: { human: "${ nodes.a.output.v }?" }', [1]],
    [
      'both ends of an edge by its condition',
      'y: { after: a, let: {} }\n  z: { after: { node: y, when: nodes.a.output.v == 1 }, let: {} }',
      [1, 2],
    ],
    ['visits of edges', 'y: { after: a, let: {} }\n  z: { after: [a, y], join: each, let: {} }', [2]],
  ])('are %s', (_, nodes, readers) => {
    expect(readByOfA(nodes)).toEqual(readers);
  });

  it.each([
    [
      'a round sets the reader back',
      `y: { after: { node: z, on: error, again: 2 }, ${reading} }\n  z: { after: y, let: {} }`,
    ],
    [
      'what is inside of a block is undone with it',
      'z: { after: a, do: { y: { tool: test.echo, input: {}, compensate: { tool: test.echo, input: "${ nodes.?a.output }" } } } }',
    ],
    ['it is an end', 'z: { let: {} }'],
  ])('are not counted where %s', (_, nodes) => {
    expect(readByOfA(nodes)).toBeUndefined();
  });
});
