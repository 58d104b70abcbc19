import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

const form = 'form: { type: object, required: [n], properties: { n: { type: integer } } }';

describe('deadlines', () => {
  it.each([
    'a: { human: h, outcomes: [go, stop], deadline: { after: 2d, outcome: stop } }',
    'a: { human: h, deadline: { until: "${ input.until }" } }',
    'a: { human: h, deadline: { after: 2d, remind: [1h, 1d], escalate: { after: 36h, to: [role:boss] } } }',
    'a: { human: h, quorum: 2, deadline: { after: 2d, output: [] } }',
    'a: { human: h, quorum: 2, deadline: { after: 2d, output: "${ input.answers }" } }',
    `a: { human: h, ${form}, outcomes: [go], quorum: 2, deadline: { after: 2d, outcome: go } }`,
    `a: { human: h, ${form}, deadline: { after: 2d, output: { n: 1 } } }`,
    `a: { human: h, ${form}, deadline: { after: 2d, output: { n: "\${ input.n }" } } }`,
    `a: { human: h, ${form}, deadline: { after: 2d } }`,
    `a: { human: h, ${form}, outcomes: [go], deadline: { after: 2d, outcome: go, output: { n: 1 } } }`,
  ])('takes %s', (nodes) => {
    expect(found(nodes)).toEqual([]);
  });

  it.each([
    ['a: { human: h, deadline: { after: 1d, remind: [1h, 1d] } }', 'OST213 nodes.a.deadline.remind[1]'],
    ['a: { human: h, deadline: { after: 1d, remind: 2d } }', 'OST213 nodes.a.deadline.remind'],
    [
      'a: { human: h, deadline: { after: 1d, escalate: [{ after: 1h, to: [x] }, { after: 24h, to: [y] }] } }',
      'OST213 nodes.a.deadline.escalate[1].after',
    ],
    [
      'a: { human: h, deadline: { after: 1d, escalate: { after: 2d, to: [x] } } }',
      'OST213 nodes.a.deadline.escalate.after',
    ],
    [
      'a: { human: h, quorum: 2, deadline: { after: 1d, output: { n: 1 } } }',
      'OST416 nodes.a.deadline.output',
    ],
    ['a: { human: h, deadline: {} }', 'OST204 nodes.a.deadline'],
    [
      'a: { human: h, deadline: { after: 1d, until: "2030-01-01T00:00:00Z" } }',
      'OST213 nodes.a.deadline.until',
    ],
    [
      'a: { human: h, outcomes: [go], deadline: { after: 1d, outcome: goo } }',
      'OST302 nodes.a.deadline.outcome',
    ],
    ['a: { human: h, deadline: { after: 1d, outcome: go } }', 'OST302 nodes.a.deadline.outcome'],
    ['a: { human: h, outcomes: [go], deadline: { after: 1d, output: 1 } }', 'OST213 nodes.a.deadline'],
    [
      `a: { human: h, ${form}, outcomes: [go], deadline: { after: 1d, outcome: go } }`,
      'OST416 nodes.a.deadline',
    ],
    [
      `a: { human: h, ${form}, deadline: { after: 1d, output: { n: x } } }`,
      'OST416 nodes.a.deadline.output.n',
    ],
    [`a: { human: h, ${form}, deadline: { after: 1d, output: {} } }`, 'OST416 nodes.a.deadline.output'],
    ['a: { human: h, deadline: { after: 2 } }', 'OST209 nodes.a.deadline.after'],
  ])('refuses %s', (nodes, expected) => {
    expect(found(nodes, '', /OST[2-5]/)).toEqual([expected]);
  });

  it('names what the form requires', () => {
    const nodes = `a: { human: h, ${form}, outcomes: [go], deadline: { after: 1d, outcome: go } }`;
    expect(hints(nodes, 'OST416')).toEqual(['Add `output: { n: … }`.']);
  });
});
