/** What a join withdraws when it has fired (S10). */
import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';

/** Names of what the node `j` withdraws. */
function cancels(nodes: string, rest = ''): (string | undefined)[] {
  const { scope } = planOf(withNodes(nodes, rest));
  const join = scope.nodes.find(({ name }) => name === 'j');
  return (join?.cancels ?? []).map((index) => scope.nodes[index]?.name);
}

const node = (name: string, after = ''): string =>
  `${name}: { ${after === '' ? '' : `after: ${after}, `}run: [x] }`;
const race = (after: string): string => `j: { after: ${after}, join: any, rest: cancel, run: [x] }`;

describe('rest: cancel', () => {
  it.each<readonly [what: string, nodes: readonly string[], withdrawn: readonly string[]]>([
    ['the other ways', [node('a'), node('b'), race('[a, b]')], ['a', 'b']],
    ['what leads to them', [node('s'), node('a', 's'), node('b', 's'), race('[a, b]')], ['s', 'a', 'b']],
    ['not what leads elsewhere too', [node('a'), node('b'), race('[a, b]'), node('c', 'a')], ['b']],
    [
      'nor what leads to that',
      [node('s'), node('a', 's'), node('b', 's'), race('[a, b]'), node('c', 'a')],
      ['b'],
    ],
    [
      'a handler of errors leads nowhere else',
      [node('a'), node('b'), race('[a, b]'), node('c', '{ node: a, on: error }')],
      ['a', 'b'],
    ],
    [
      'nor what takes a cancelled or skipped one',
      [node('a'), node('b'), race('[a, b]'), node('c', '{ node: a, on: [skipped, cancelled] }')],
      ['a', 'b'],
    ],
    [
      'reading is a way on',
      [node('a'), node('b'), race('[a, b]'), 'c: { let: { x: "${ nodes.?a.status }" } }'],
      ['b'],
    ],
    [
      'not what the join needs',
      [
        node('a'),
        node('b'),
        node('n'),
        'j: { after: [a, b], join: any, rest: cancel, run: ["${ nodes.n.output.stdout }"] }',
      ],
      ['a', 'b'],
    ],
    [
      'nor what the join leads to, in a loop',
      [node('s', '{ node: d, again: 2 }'), node('a', 's'), node('b', 's'), race('[a, b]'), node('d', 'j')],
      ['s', 'a', 'b'],
    ],
    [
      'nor what leads to what it needs',
      [
        node('a'),
        node('n', 'a'),
        node('b'),
        'j: { after: [n, b], join: any, rest: cancel, run: ["${ nodes.n.output.stdout }"] }',
      ],
      ['b'],
    ],
    ['not a node without a way on', [node('a'), node('b'), race('[a, b]'), node('e')], ['a', 'b']],
    [
      'a loop on the way',
      [
        'a: { after: { node: t, outcome: more, again: 2 }, run: [x] }',
        't: { after: a, switch: { more: input.x, go: true } }',
        node('b'),
        race('[t.go, b]'),
      ],
      ['a', 't', 'b'],
    ],
    [
      'not a loop that leads out of it',
      [
        'z: { after: { node: t, outcome: more, again: 2 }, run: [x] }',
        node('y', 'z'),
        't: { after: z, switch: { more: input.x, go: true } }',
        node('b'),
        race('[t.go, b]'),
      ],
      ['b'],
    ],
    [
      'a guard is no way on',
      [node('a'), node('b'), race('[a, b]'), 'c: { unless: a, run: [x] }'],
      ['a', 'b'],
    ],
    [
      'through another join',
      [node('a'), node('b'), node('m', '[a, b]'), node('c'), race('[m, c]')],
      ['a', 'b', 'm', 'c'],
    ],
  ])('%s', (_, nodes, withdrawn) => {
    expect(cancels(nodes.join('\n'))).toEqual(withdrawn);
  });

  it('is not there for what is kept', () => {
    const { scope } = planOf(
      withNodes(`${node('a')}\n${node('b')}\nj: { after: [a, b], join: any, rest: keep, run: [x] }`),
    );
    expect(scope.nodes.every((each) => each.cancels === undefined && !each.solo)).toBe(true);
  });

  it('makes what is withdrawn stoppable alone', () => {
    const { scope } = planOf(withNodes(`${node('a')}\n${node('b')}\n${race('[a, b]')}`));
    expect(scope.nodes.map(({ solo }) => solo)).toEqual([true, true, false]);
  });
});
