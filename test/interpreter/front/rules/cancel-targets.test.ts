import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

const told = (nodes: string): string[] => found(nodes, '', /OST[1-5]/);
const a = 'a: { run: [x] }';

describe('cancel targets', () => {
  it.each([
    ['a node that is not there', `${a}\nc: { cancel: b }`, 'OST301 nodes.c.cancel'],
    ['one of several', `${a}\nc: { cancel: [a, b] }`, 'OST301 nodes.c.cancel[1]'],
    ['a node inside of a block', 'b: { do: { x: { run: [x] } } }\nc: { cancel: x }', 'OST301 nodes.c.cancel'],
    ['itself', 'c: { cancel: c }', 'OST213 nodes.c.cancel'],
    ['the success of what is no block', `${a}\nc: { cancel: a, as: succeeded }`, 'OST213 nodes.c.cancel'],
    [
      'what is outside of an undoing',
      `${a}\nb: { run: [x], compensate: { do: { c: { cancel: a } } } }`,
      'OST301 nodes.b.compensate.do.c.cancel',
    ],
  ])('refuses %s', (_, nodes, expected) => {
    expect(told(nodes)).toEqual([expected]);
  });

  it.each([
    ['nodes beside it', `${a}\nb: { run: [x] }\nc: { cancel: [a, b] }`],
    ['the block around it', 'b: { do: { c: { cancel: b } } }'],
    ['a map from its item', 'm: { map: [1], nodes: { c: { cancel: m, as: succeeded } } }'],
    ['a node around blocks', `${a}\nb: { do: { d: { do: { c: { cancel: a } } } } }`],
    [
      'blocks that succeed with what they have',
      'r: { repeat: 2, nodes: { x: { run: [x] } } }\nd: { do: { x: { run: [x] } } }\nc: { cancel: [r, d], as: succeeded }',
    ],
    [
      'a node inside of an undoing',
      `${a}\nb: { run: [x], compensate: { do: { c: { cancel: d }, d: { run: [x] } } } }`,
    ],
  ])('takes %s', (_, nodes) => {
    expect(told(nodes)).toEqual([]);
  });

  it('says which node may have been meant, if that can be cancelled from here', () => {
    const work = 'work: { run: [x] }';
    expect(hints(`${work}\nb: { do: { c: { cancel: wrok } } }`, 'OST301')).toEqual(['Did you mean `work`?']);
    const undoing = `${work}\nb: { run: [x], compensate: { do: { c: { cancel: wrok } } } }`;
    expect(hints(undoing, 'OST301')).toEqual(['Name nodes of this block, or of one around it.']);
  });
});
