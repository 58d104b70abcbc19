import { describe, expect, it } from 'vitest';
import { codesOf } from '../support.ts';
import { found } from './rules.ts';

describe('names', () => {
  it.each(['draft', '_x', 'A1', 'size', 'input', 'error', 'run_2'])('a node can be called %s', (name) => {
    expect(found(`${name}: { run: [x] }`)).toEqual([]);
  });

  it.each([
    'my-node',
    '1st',
    'a.b',
    'ä',
    '"a b"',
    'in',
    'true',
    'while',
    'constructor',
    'prototype',
    'compensate',
  ])('a node cannot be called %s', (name) => {
    expect(found(`${name}: { run: [x] }`)).toEqual([expect.stringMatching(/^OST207 nodes/)]);
  });

  it.each(['a', 'publish-article', 'v2', 'a1-b2'])('a definition can be called %s', (name) => {
    expect(codesOf(`ostinato: 1\nname: ${name}\nnodes: { a: { run: [x] } }`)).toEqual([]);
  });

  it.each(['A', 'a_b', '-a', 'a-', 'a--b', '"a b"', '"1a"', 'x'.repeat(101)])(
    'a definition cannot be called %s',
    (name) => {
      expect(codesOf(`ostinato: 1\nname: ${name}\nnodes: { a: { run: [x] } }`)).toEqual(['OST208 name']);
    },
  );

  it('looks into blocks, at variables and at outcomes', () => {
    const nodes = 'b: { do: { x-y: { run: [x] } } }\ns: { switch: { "a b": true } }';
    expect(found(nodes, 'vars: { if: 1 }', /OST207/)).toEqual([
      'OST207 vars.if',
      'OST207 nodes.b.do.x-y',
      'OST207 nodes.s.switch["a b"]',
    ]);
  });

  it('lets outcomes have dashes', () => {
    expect(found('s: { switch: { not-yet: true } }\nt: { after: s.not-yet, run: [x] }')).toEqual([]);
  });
});
