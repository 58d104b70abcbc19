import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const s = 's: { switch: { a: input.x, b: true } }';
const told = (nodes: string): string[] => found(nodes, '', /OST610/);

describe('never runs', () => {
  it.each([
    ['two outcomes of one node', `${s}\nn: { after: [s.a, s.b], join: all, run: [x] }`],
    ['by count', `${s}\nn: { after: [s.a, s.b], join: { count: 2 }, run: [x] }`],
    [
      'a reference to the other branch',
      `${s}\nt: { after: s.a, run: [x] }\nn: { after: s.b, run: ["\${ nodes.t.output.stdout }"] }`,
    ],
    [
      'branches far away',
      `${s}\na: { after: s.a, run: [x] }\nb: { after: s.b, run: [x] }\nn: { after: [a, b], join: all, run: [x] }`,
    ],
    ['a condition that is written out', 'n: { when: false, run: [x] }'],
    ['an edge that is written out', 'a: { run: [x] }\nn: { after: { node: a, when: false }, run: [x] }'],
    ['what comes after the end of its block', 'e: { end: done }\nn: { after: e, run: [x] }'],
    [
      'what comes after a failure of its own making',
      'e: { fail: { type: t, title: T } }\nn: { after: { node: e, on: error }, run: [x] }',
    ],
    [
      'one of the two',
      'a: { run: [x] }\ne: { after: a, end: done }\nn: { after: [a, e], join: all, run: [x] }',
    ],
  ])('warns of %s, and not of what waits for it', (_, nodes) => {
    expect(told(`${nodes}\nthen: { after: n, run: [x] }`)).toEqual(['OST610 nodes.n']);
  });

  it.each([
    ['alternatives', `${s}\nn: { after: [s.a, s.b], run: [x] }`],
    ['failures', 'a: { run: [x] }\nn: { after: { node: a, on: error }, run: [x] }'],
    [
      'failures beside an outcome',
      `${s}\na: { run: [x] }\nn: { after: [s.a, { node: a, on: error }], join: all, run: [x] }`,
    ],
    ['what a failure skips', `${s}\nn: { after: [s.a, { node: s, on: skipped }], join: all, run: [x] }`],
    [
      'rounds',
      `${s}\nn: { after: [{ node: s, outcome: a, when: "false" }, { node: u, again: 2, when: input.x }], run: [x] }\nu: { after: [n, s], join: any, run: [x] }`,
    ],
    [
      'an end that may be skipped',
      'e: { when: input.x, end: done }\nn: { after: { node: e, on: skipped }, run: [x] }',
    ],
    [
      'a failure whose text may be unreadable',
      'e: { fail: { type: t, title: "${ input.x }" } }\nn: { after: { node: e, on: error }, run: [x] }',
    ],
    [
      'another way beside an end',
      'a: { run: [x] }\ne: { after: a, when: input.x, end: done }\nn: { after: [a, e], run: [x] }',
    ],
    ['a join by condition', `${s}\nn: { after: [s.a, s.b], join: { when: join.taken > 1 }, run: [x] }`],
    [
      'cancellations',
      'a: { run: [x] }\nb: { when: input.x, cancel: a }\nn: { after: { node: a, on: cancelled }, run: [x] }',
    ],
  ])('is content with %s', (_, nodes) => {
    expect(told(nodes)).toEqual([]);
  });
});
