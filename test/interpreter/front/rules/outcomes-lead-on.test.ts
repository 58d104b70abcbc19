import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const ask = 'ask: { human: h, outcomes: [go, stop], timeout: 1d }';

describe('outcomes lead on', () => {
  it('warns of an outcome that was forgotten', () => {
    expect(found(`${ask}\na: { after: ask.go, run: [x] }`)).toEqual(['OST603 nodes.ask.outcomes[1]']);
    expect(found('s: { switch: { x: input.x, y: true } }\na: { after: s.x, run: [x] }')).toEqual([
      'OST603 nodes.s.switch.y',
    ]);
  });

  it('of an event that nothing takes', () => {
    expect(
      found('e: { receive: { any: [paid, lost] }, timeout: 1d }\na: { after: e.paid, run: [x] }'),
    ).toEqual(['OST603 nodes.e.receive.any[1]']);
  });

  it.each([
    `${ask}\na: { after: ask.go, run: [x] }\nb: { unless: ask.stop, run: [x] }`,
    // The way on is that the loop ends.
    `a: { after: { node: ask, outcome: stop, again: 2 }, run: [x] }\nask: { after: a, human: h, outcomes: [go, stop], timeout: 1d }`,
    ask,
    `${ask}\na: { after: ask, run: [x] }`,
    `${ask}\na: { after: [ask.go, ask], run: [x] }`,
    `${ask}\na: { after: ask.go, run: [x] }\nb: { after: ask.stop, run: [x] }`,
    `${ask}\na: { after: ask.go, run: [x] }\nb: { when: nodes.ask.outcome == "stop", run: [x] }`,
    `a: { after: { node: ask, outcome: stop, again: 2 }, run: [x] }\nask: { after: a, human: h, outcomes: [go, stop], timeout: 1d }\nb: { after: ask.go, run: [x] }`,
  ])('is content with %s', (nodes) => {
    expect(found(nodes, '', /OST603/)).toEqual([]);
  });
});
