import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/interpreter/suggest.ts';

describe('suggest', () => {
  it.each([
    ['reserch', ['research', 'review'], 'research'],
    ['promt', ['prompt', 'input'], 'prompt'],
    ['outptu', ['output', 'outcome'], 'output'],
    ['my-node', ['my_node'], 'my_node'],
    ['OUTPUT', ['output'], 'output'],
    ['maxTurn', ['maxTurns', 'model'], 'maxTurns'],
    ['requird', ['required', 'require'], 'required'],
  ])('%s means the nearest of %j', (word, candidates, meant) => {
    expect(suggest(word, candidates)).toBe(meant);
  });

  it.each([
    ['banana', ['output', 'outcome']],
    ['a', ['b']],
    ['x', []],
    ['run', ['agent', 'tool']],
  ])('%s is near none of %j', (word, candidates) => {
    expect(suggest(word, candidates)).toBeUndefined();
  });

  it('gives ties to the first candidate', () => {
    expect(suggest('nade', ['node', 'nude'])).toBe('node');
  });

  it('never suggests the word itself', () => {
    expect(suggest('node', ['node'])).toBeUndefined();
  });

  it('finds any single slip in a longer name', () => {
    const name = fc.stringMatching(/^[a-z]{5,12}$/);
    fc.assert(
      fc.property(name, fc.nat(), (word, seed) => {
        const index = seed % word.length;
        const slipped = word.slice(0, index) + word.slice(index + 1);
        expect(suggest(slipped, ['zzzzzzzzzzzzzzzzzzzz', word])).toBe(word);
      }),
    );
  });
});
