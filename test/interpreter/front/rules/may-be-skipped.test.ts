import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const about = /OST309|OST604/;
const route = (rest: string): string => `route: { switch: { big: input.n > 1, small: true } }
big: { after: route.big, let: { v: 1 } }
small: { after: route.small, let: { v: 2 } }
${rest}`;
const bigV = '${ nodes.big.output.v }';

const ways = (count: number): string => `s: { switch: { a: input.x, b: true } }
one: { after: s.a, run: [x] }
two: { after: s.b, run: [x] }
three: { run: [x] }
m: { after: [one, two, three], join: { count: ${count} }, let: { v: 1 } }`;

const loop = (
  more: string,
): string => `draft: { after: { node: review, outcome: revise, again: 3 }, run: [x] }
review: { after: draft, human: h, outcomes: [publish, revise], timeout: 1d }
publish: { after: review.publish, let: { v: 1 } }
${more}`;

const conditional = (on: string): string =>
  `s: { let: { v: 1 } }\nx: { after: { node: s, on: ${on}, when: nodes.s.output.v > 1 }, run: [x] }`;

const race = (rest: string): string =>
  `a: { let: { v: 1 } }\nb: { let: { v: 1 } }\nj: { after: [a, b], join: any, rest: ${rest}, let: { v: 1 } }`;

const outputOf = (name: string): string => `output: "\${ nodes.${name}.output.v }"`;

describe('may be skipped', () => {
  it.each([
    ['a merge of both ways', `m: { after: [big, small], let: { x: "${bigV}" } }`, ['OST309 nodes.m.let.x']],
    ['a reader of its own', `m: { let: { x: "${bigV}" } }`, ['OST604 nodes.m.let.x']],
    ['after the other way', `m: { after: small, let: { x: "${bigV}" } }`, ['OST604 nodes.m.let.x']],
    ['on the same way', `m: { after: big, let: { x: "${bigV}" } }`, []],
    ['on the same outcome', `m: { after: route.big, let: { x: "${bigV}" } }`, []],
    ['a join of all', `m: { after: [big, small], join: all, let: { x: "${bigV}" } }`, []],
    ['an optional reference', 'm: { after: [big, small], let: { x: "${ nodes.?big.?output.?v }" } }', []],
    ['the status', 'm: { after: [big, small], let: { x: "${ nodes.big.status }" } }', []],
    ['under ?:', 'm: { let: { x: "${ input.n > 1 ? nodes.big.output.v : 0 }" } }', ['OST309 nodes.m.let.x']],
    ['under ||', 'm: { when: input.n > 1 || nodes.big.output.v > 1, run: [x] }', ['OST309 nodes.m.when']],
    ['under has()', 'm: { when: has(nodes.big.output.v), run: [x] }', ['OST309 nodes.m.when']],
    [
      'in a block',
      `m: { after: [big, small], do: { x: { let: { y: "${bigV}" } } } }`,
      ['OST309 nodes.m.do.x.let.y'],
    ],
    [
      'the condition of an edge',
      'm: { after: { node: small, when: nodes.route.outcome == "small" }, run: [x] }',
      [],
    ],
  ])('%s', (_, nodes, expected) => {
    expect(found(route(nodes), '', about)).toEqual(expected);
  });

  it('an output needs what always runs', () => {
    expect(
      found(route('m: { after: [big, small], let: { x: 1 } }'), `output: "\${ nodes.m.output.x }"`, about),
    ).toEqual([]);
    expect(found(route(''), `output: "${bigV}"`, about)).toEqual(['OST309 output']);
    expect(
      found(route(''), 'output: { s: "${ nodes.big.status }", o: "${ nodes.?big.?output }" }', about),
    ).toEqual([]);
  });

  it('an output of a block too', () => {
    const inner = 's: { switch: { go: input.n > 1 } }, x: { after: s.go, let: { v: 1 } }';
    expect(found(`p: { do: { ${inner} }, output: "\${ nodes.x.output.v }" }`, '', about)).toEqual([
      'OST309 nodes.p.output',
    ]);
  });

  it.each([
    ['a switch without a default', 's: { switch: { a: input.x, b: input.y } }', '[s.a, s.b]', true],
    ['a switch with one', 's: { switch: { a: input.x, b: true } }', '[s.a, s.b]', false],
    ['all outcomes of a person', 's: { human: h, outcomes: [a, b], timeout: 1d }', '[s.a, s.b]', false],
    ['some outcomes of a person', 's: { human: h, outcomes: [a, b], timeout: 1d }', '[s.a]', true],
    ['any result of a person', 's: { human: h, outcomes: [a, b], timeout: 1d }', 's', false],
    ['a plain edge of a switch without a default', 's: { switch: { a: input.x } }', 's', true],
    ['a condition', 's: { when: input.x, run: [x] }', 's', true],
    [
      'a condition, or skipped',
      's: { when: input.x, run: [x] }',
      '{ node: s, on: [success, skipped] }',
      false,
    ],
    ['always', 's: { when: input.x, run: [x] }', '{ node: s, on: always }', false],
    ['a failure', 's: { run: [x] }', '{ node: s, on: error }', true],
    ['success or failure', 's: { run: [x] }', '[s, { node: s, on: error }]', false],
    ['a condition of the edge', 's: { run: [x] }', '{ node: s, when: input.x }', true],
  ])('after %s', (_, source, after, skipped) => {
    const nodes = `${source}\nx: { after: ${after}, let: { v: 1 } }`;
    expect(found(nodes, 'output: "${ nodes.x.output.v }"', about)).toEqual(skipped ? ['OST309 output'] : []);
  });

  it('joins by count: two of three ways', () => {
    const output = 'output: "${ nodes.m.output.v }"';
    expect(found(ways(1), output, about)).toEqual([]);
    expect(found(ways(2), output, about)).toEqual([]);
    expect(found(ways(3), output, about)).toEqual(['OST309 output']);
  });

  it('does not count outcomes that lead only back', () => {
    const output = 'output: "${ nodes.publish.output.v }"';
    expect(found(loop(''), output, about)).toEqual([]);
    const other = 'note: { after: { node: review, outcome: revise, on: exhausted }, run: [x] }';
    expect(found(loop(other), output, about)).toEqual([]);
  });

  it('a condition of an edge reads its source only as it is taken', () => {
    expect(found(conditional('success'), '', about)).toEqual([]);
    expect(found(conditional('always'), '', about)).toEqual(['OST309 nodes.x.after.when']);
  });

  it('a condition of an edge reads what ran before its source for certain', () => {
    const nodes = route(`m: { after: [big, small], run: [x] }
n: { after: { node: m, when: nodes.big.output.v > 1 }, run: [x] }`);
    expect(found(nodes, '', about)).toEqual(['OST309 nodes.n.after.when']);
  });

  it('what may be stopped alone gives an output nothing to rely on', () => {
    expect(found(race('cancel'), outputOf('a'), about)).toEqual(['OST309 output']);
    expect(found(race('cancel'), outputOf('j'), about)).toEqual([]);
    expect(found(race('keep'), outputOf('a'), about)).toEqual([]);
    const stopped = 'a: { let: { v: 1 } }\nc: { when: input.x, cancel: a }';
    expect(found(stopped, outputOf('a'), about)).toEqual(['OST309 output']);
    const completed =
      'a: { do: { x: { run: [x] } }, output: { v: 1 } }\nc: { when: input.x, cancel: a, as: succeeded }';
    expect(found(completed, outputOf('a'), about)).toEqual([]);
    expect(found(stopped, 'output: "${ nodes.?a.output.?v }"', about)).toEqual([]);
  });

  it('what a guard may keep from starting may be skipped', () => {
    const guarded = 'a: { run: [x] }\nb: { unless: a, let: { v: 1 } }';
    expect(found(guarded, 'output: "${ nodes.b.output.v }"', about)).toEqual(['OST309 output']);
  });

  it('a join for each runs when any of its edges is taken', () => {
    const each = route('m: { after: [big, small], join: each, let: { v: 1 } }');
    expect(found(each, 'output: "${ nodes.m.output[0].v }"', about)).toEqual([]);
  });
});
