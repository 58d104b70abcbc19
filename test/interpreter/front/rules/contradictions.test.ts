import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const ask = 'ask: { human: h, outcomes: [go, stop], timeout: 1d }';

describe('contradictions', () => {
  it.each([
    [`${ask}\na: { after: { node: ask, outcome: go, on: error }, run: [x] }`, 'OST213 nodes.a.after.on'],
    [
      `${ask}\na: { after: [{ node: ask, outcome: go, on: { error: [x] } }], run: [x] }`,
      'OST213 nodes.a.after[0].on',
    ],
    ['a: { run: [x, y], shell: true }', 'OST213 nodes.a.run'],
    ['a: { run: x y }', 'OST213 nodes.a.run'],
    ['a: { human: h, outcomes: [go, stop, go], timeout: 1d }', 'OST213 nodes.a.outcomes[2]'],
    ['a: { run: [x], retry: { backoff: 1m, max: 10s } }', 'OST213 nodes.a.retry.max'],
  ])('refuses %s', (nodes, expected) => {
    expect(found(nodes, '', /OST213/)).toEqual([expected]);
  });

  it.each([
    `${ask}\na: { after: { node: ask, outcome: go, on: [success, exhausted] }, run: [x] }\nb: { after: ask.stop, run: [x] }`,
    'a: { run: x | y, shell: true }',
    'a: { run: ["x | y"], shell: true }',
    'a: { run: ./program.sh }',
    'a: { run: [x], retry: { backoff: 10s, max: 10s } }',
  ])('takes %s', (nodes) => {
    expect(found(nodes)).toEqual([]);
  });

  it('looks at the defaults too', () => {
    expect(found('a: { run: [x] }', 'defaults: { retry: { backoff: 1m, max: 1s } }')).toEqual([
      'OST213 defaults.retry.max',
    ]);
  });
});
