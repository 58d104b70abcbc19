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
    ['a: { tool: mail.send, lane: local }', 'OST213 nodes.a.lane'],
    ['a: { tool: data.echo, lane: local, queue: gpu }', 'OST213 nodes.a.lane'],
    ['a: { run: x y }', 'OST213 nodes.a.run'],
    ['a: { human: h, outcomes: [go, stop, go], timeout: 1d }', 'OST213 nodes.a.outcomes[2]'],
    ['a: { run: [x], retry: { backoff: 1m, max: 10s } }', 'OST213 nodes.a.retry.max'],
    ['a: { receive: { any: [paid, failed, paid] }, timeout: 1d }', 'OST213 nodes.a.receive.any[2]'],
    [
      'a: { receive: { any: [paid, { event: paid, key: x }] }, timeout: 1d }',
      'OST213 nodes.a.receive.any[1]',
    ],
    ['a: { workflow: other, detach: true, returns: { type: string } }', 'OST213 nodes.a.returns'],
    ['a: { run: [x] }\nb: { after: a, rest: cancel, run: [x] }', 'OST213 nodes.b.rest'],
    ['a: { run: [x] }\nb: { after: a, join: all, rest: keep, run: [x] }', 'OST213 nodes.b.rest'],
    ['a: { run: [x] }\nb: { after: a, join: each, rest: cancel, run: [x] }', 'OST213 nodes.b.rest'],
    [
      `${ask}\na: { after: [ask.go, ask.stop], run: [x], unless: { node: ask, outcome: go, on: error } }`,
      'OST213 nodes.a.unless.on',
    ],
  ])('refuses %s', (nodes, expected) => {
    expect(found(nodes, '', /OST213/)).toEqual([expected]);
  });

  it.each([
    `${ask}\na: { after: { node: ask, outcome: go, on: [success, exhausted] }, run: [x] }\nb: { after: ask.stop, run: [x] }`,
    'a: { run: x | y, shell: true }',
    'a: { run: [x] }\nb: { after: a, join: { when: join.taken > 0 }, rest: cancel, run: [x] }',
    'a: { run: [x] }\nb: { after: a, join: { count: 1 }, rest: cancel, run: [x] }',
    'a: { receive: { any: [paid, failed] }, timeout: 1d }',
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
