/** Types flow from node to node: misspelt names are told with the right one, and nothing that works is a fault. */
import { describe, expect, it } from 'vitest';
import { codesOf, compile, withNodes } from '../support.ts';

const article =
  '{ type: object, properties: { title: { type: string }, tags: { type: array, items: { type: object, properties: { word: { type: string } } } } } }';
const input = `input: { type: object, properties: { name: { type: string }, orders: { type: array, items: { type: object, properties: { price: { type: number } } } } } }`;
const source = `a: { agent: {}, prompt: Go., returns: ${article} }`;

/** Faults of `expression`, read in a node after these. */
function faultsOf(nodes: string, expression: string): string[] {
  const { diagnostics } = compile(withNodes(`${nodes}\nz: { let: { z: "\${ ${expression} }" } }`, input));
  return diagnostics.flatMap(({ severity, code, hint, message }) =>
    severity === 'error' ? [`${code} ${hint ?? message}`] : [],
  );
}

describe('a misspelt name is told', () => {
  it.each([
    ['of what an agent returns', source, 'nodes.a.output.titel', 'title'],
    ['behind `?`', source, 'nodes.?a.output.?titel', 'title'],
    [
      'through `let`',
      `${source}\nb: { let: { it: "\${ nodes.a.output }" } }`,
      'nodes.b.output.it.titel',
      'title',
    ],
    [
      'of a list that was made',
      `${source}\nb: { let: { all: "\${ nodes.a.output.tags.map(t, {'upper': t.word}) }" } }`,
      'nodes.b.output.all[0].uper',
      'upper',
    ],
    [
      'of an item of `map`',
      `b: { map: "\${ input.orders }", nodes: { c: { let: { p: "\${ item.prise }" } } } }`,
      '1',
      'price',
    ],
    [
      'of an item of `map` with a name',
      `b: { map: "\${ input.orders }", as: order, nodes: { c: { let: { p: "\${ order.prise }" } } } }`,
      '1',
      'price',
    ],
    [
      'of what a map gives',
      `b: { map: "\${ input.orders }", nodes: { c: { let: { p: "\${ item.price }" } } }, output: { cost: "\${ nodes.c.output.p }" } }`,
      'nodes.b.output[0].kost',
      'cost',
    ],
    [
      'of what a map collects',
      `b: { map: "\${ input.orders }", onItemError: collect, nodes: { c: { let: { p: 1 } } } }`,
      'nodes.b.output[0].indx',
      'index',
    ],
    [
      'of the output of a block',
      `${source}\nb: { do: { c: { let: { x: 1 } } }, output: { article: "\${ nodes.a.output }" } }`,
      'nodes.b.output.article.titel',
      'title',
    ],
    [
      'of the ends of a block',
      `b: { do: { first: { let: { size: 1 } } } }`,
      'nodes.b.output.first.sise',
      'size',
    ],
    [
      'of the last turn',
      `b: { repeat: { max: 3, until: turn.last.stat == 'done' }, nodes: { c: { let: { x: 1 } } }, output: { state: "\${ nodes.c.output.x }" } }`,
      '1',
      'state',
    ],
    [
      'of a form',
      `b: { human: Who?, form: { type: object, properties: { remarks: { type: string } } } }`,
      'nodes.b.output.remark',
      'remarks',
    ],
    ['of a vote', `b: { human: Who?, quorum: 2 }`, 'nodes.b.output[0].bye', 'by'],
    [
      'of what an event brings',
      `b: { receive: paid, returns: { type: object, properties: { amount: { type: number } } } }`,
      'nodes.b.output.amout',
      'amount',
    ],
    [
      'of what a child gives',
      `b: { workflow: child, returns: { type: object, properties: { url: { type: string } } } }`,
      'nodes.b.output.ulr',
      'url',
    ],
    ['of what `set` wrote', `b: { set: { count: 1 } }`, 'nodes.b.output.cout', 'count'],
    [
      'of each visit',
      `a0: { wait: 1s }\na1: { wait: 1s }\nb: { after: [a0, a1], join: each, let: { size: 1 } }`,
      'nodes.b.output[0].sise',
      'size',
    ],
  ])('%s', (_, nodes, expression, meant) => {
    const vars = nodes.includes('set:') ? 'vars: { count: 0 }\n' : '';
    const { diagnostics } = compile(
      withNodes(`${nodes}\nz: { let: { z: "\${ ${expression} }" } }`, `${vars}${input}`),
    );
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ hint }) => hint)).toEqual([`Did you mean ${meant}?`]);
  });

  it('with the type where it does not fit', () => {
    expect(faultsOf('b: { let: { n: 1 } }', 'nodes.b.output.n.upper()')[0]).toMatch(/^OST404/);
    expect(faultsOf('b: { let: { s: text } }', 'nodes.b.output.s * 2')[0]).toMatch(/^OST404/);
  });
});

const chosen = (tools: string, rest: string): string =>
  `b: { tool: "\${ input.name }", tools: ${tools}, ${rest} }\nz: { let: { z: "\${ nodes.b.output.stats }" } }`;

describe('a tool that is chosen when the run is there', () => {
  it('gives what all of them give', () => {
    const one = withNodes(chosen('[http.request]', 'input: { url: x }'), input);
    expect(codesOf(one)).toEqual(['OST403 nodes.z.let.z']);
    expect(codesOf(withNodes(chosen('[http.request, web.search]', 'input: { url: x }'), input))).toEqual([]);
  });

  it('takes what one of them takes', () => {
    expect(codesOf(withNodes(chosen('[http.request, web.search]', 'input: { q: x }'), input))).toEqual([]);
    const wrong = codesOf(withNodes(chosen('[http.request]', 'input: { url: 7 }'), input));
    expect(wrong).toContain('OST413 nodes.b.input.url');
  });
});

describe('what is not known may be anything', () => {
  it.each([
    ['a variable', 'b: { let: { v: "${ vars.any }" } }', 'nodes.b.output.v.x.y'],
    ['a block that ends with a value', 'b: { do: { c: { end: { url: x } } } }', 'nodes.b.output.url'],
    [
      'a map that an item ends',
      'b: { map: [1], nodes: { c: { end: { url: x }, scope: b } } }',
      'nodes.b.output.url',
    ],
    ['a loop that a turn ends', 'b: { repeat: 2, nodes: { c: { end: { url: x } } } }', 'nodes.b.output.url'],
    [
      'items that are added',
      'b: { map: [1], more: { receive: e, until: "event.data.last" }, nodes: { c: { let: { x: "${ item.any }" } } } }',
      '1',
    ],
    ['a list of different things', 'b: { let: { l: [1, text, { a: 1 }] } }', 'nodes.b.output.l[2].a'],
    [
      'a choice of different things',
      "b: { let: { c: \"${ input.name == '' ? 1 : 'x' }\" } }",
      'nodes.b.output.c.upper()',
    ],
    ['null', 'b: { let: { c: null } }', 'nodes.b.output.c == 1'],
    [
      'what may be null besides',
      `b: { agent: {}, prompt: x, returns: { type: [object, 'null'], properties: { t: { type: string } } } }`,
      "nodes.b.output == null ? '' : nodes.b.output.t",
    ],
    ['a child', 'b: { workflow: child }', 'nodes.b.output.any.thing'],
  ])('%s', (_, nodes, expression) => {
    const text = withNodes(
      `${nodes}\nz: { let: { z: "\${ ${expression} }" } }`,
      `vars: { any: 0 }\n${input}`,
    );
    expect(codesOf(text).filter((code) => !code.startsWith('OST6'))).toEqual([]);
  });

  it('what goes in a circle', () => {
    const text =
      withNodes(`write: { after: { node: review, on: success, when: "nodes.review.output.more", again: 2 }, let: { text: "\${ nodes.?review.output.?note.orValue('') }" } }
review: { after: write, let: { more: false, note: "\${ nodes.write.output.text + '!' }" } }`);
    expect(codesOf(text)).toEqual([]);
  });

  it('what lies far away: a long chain in the wrong order is read in bounded depth', () => {
    const nodes = Array.from({ length: 3_000 }, (_, index) => {
      const value = index === 2_999 ? '1' : `[ "\${ nodes.n${index + 1}.output.v }" ]`;
      return `n${index}: { let: { v: ${value} } }`;
    });
    expect(codesOf(withNodes(nodes.join('\n')))).toEqual([]);
  });

  it('what grows with every node', () => {
    const nodes = Array.from({ length: 300 }, (_, index) =>
      index === 0
        ? 'n0: { let: { v: 1 } }'
        : `n${index}: { let: { v: { a: "\${ nodes.n${index - 1}.output }", b: "\${ nodes.n${index - 1}.output }" } } }`,
    );
    expect(codesOf(withNodes(nodes.join('\n')))).toEqual([]);
  });
});
