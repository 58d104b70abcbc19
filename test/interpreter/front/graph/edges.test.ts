/** Which edges a definition makes (S4), in the order of the text, and what an `again` edge sets back (S12). */
import { describe, expect, it } from 'vitest';
import type { EdgePlan } from '../../../../src/interpreter/plan.ts';
import { planOf, withNodes } from '../support.ts';

function show(edge: EdgePlan, names: readonly string[]): string {
  const ends = `${names[edge.from]}>${names[edge.to]}`;
  switch (edge.kind) {
    case 'forward':
      return `${ends} ${edge.on.join('|')}${edge.outcome === undefined ? '' : `.${edge.outcome}`}`;
    case 'again':
      return `${ends} again ${edge.max} [${edge.region.map((at) => names[at]).join(' ')}] [${edge.between.map((at) => names[at]).join(' ')}]`;
    case 'unless':
      return `${ends} unless ${edge.on.join('|')}`;
    case 'required':
      return `${ends} needs ${edge.needs}`;
    case 'soft':
      return `${ends} soft`;
  }
}

function edges(nodes: string, rest = ''): string[] {
  const { scope } = planOf(withNodes(nodes, rest));
  return scope.edges.map((edge) =>
    show(
      edge,
      scope.nodes.map(({ name }) => name),
    ),
  );
}

const a = 'a: { let: { v: 1 } }';
const read = (text: string): string => `{ let: { x: "\${ ${text} }" } }`;

describe('edges of references', () => {
  it.each([
    ['nodes.a.output.v', ['a>b needs success']],
    ['nodes.a.output.?v', ['a>b needs success']],
    ['nodes.a.status', ['a>b needs result']],
    ['size(nodes.a.visits)', ['a>b needs result']],
    ['nodes.a.status + string(nodes.a.output.v)', ['a>b needs success']],
    ['nodes.?a.output.v', ['a>b soft']],
    ['nodes.?a.?error.?title', ['a>b soft']],
    ['nodes.?a.?output.?v.orValue(nodes.a.output.v)', ['a>b needs success']],
    ['"nodes.a.output"', []],
    ['input.nodes.a', []],
  ])('%s', (text, expected) => {
    expect(edges(`${a}\nb: ${read(text.replaceAll('"', "'"))}`)).toEqual(expected);
  });

  it('an outcome needs success', () => {
    const nodes = 's: { switch: { x: true } }\nb: { let: { x: "${ nodes.s.outcome }" } }';
    expect(edges(nodes)).toEqual(['s>b needs success']);
  });

  it.each([
    ['title', 'b: { title: "${ nodes.a.output.v }", run: [x] }'],
    ['when', 'b: { when: nodes.a.output.v > 1, run: [x] }'],
    ['prompt', 'b: { agent: { instructions: "${ nodes.a.output.v }" }, prompt: p }'],
    ['env', 'b: { run: [x], env: { A: "${ nodes.a.output.v }" } }'],
    ['stdin', 'b: { run: [x], stdin: { deep: ["${ nodes.a.output.v }"] } }'],
    ['cwd', 'b: { run: [x], cwd: "${ nodes.a.output.v }" }'],
    ['input', 'b: { tool: data.echo, input: "${ nodes.a.output.v }" }'],
    ['show', 'b: { human: h, timeout: 1d, show: "${ nodes.a.output.v }" }'],
    ['assignees', 'b: { human: h, timeout: 1d, assignees: ["${ nodes.a.output.v }"] }'],
    ['deadline', 'b: { human: h, deadline: { until: "${ nodes.a.output.v }" } }'],
    ['switch', 'b: { switch: { x: nodes.a.output.v > 1, y: true } }'],
    ['wait', 'b: { wait: "${ nodes.a.output.v }" }'],
    ['until', 'b: { wait: { until: "${ nodes.a.output.v }" } }'],
    ['end', 'b: { end: { v: "${ nodes.a.output.v }" } }'],
    ['fail', 'b: { fail: { type: t, title: "${ nodes.a.output.v }" } }'],
    ['lock', 'b: { run: [x], lock: "${ nodes.a.output.v }" }'],
    ['cache', 'b: { run: [x], cache: { key: "${ nodes.a.output.v }" } }'],
    ['items', 'b: { map: "${ nodes.a.output.v }", nodes: { c: { run: [x] } } }'],
    ['an item', 'b: { map: [1], nodes: { c: { run: ["${ nodes.a.output.v }"] } } }'],
    ['the output of an item', 'b: { map: [1], nodes: { c: { run: [x] } }, output: "${ nodes.a.output.v }" }'],
    [
      'the key of more items',
      'b: { map: [], more: { receive: e, key: "${ nodes.a.output.v }" }, timeout: 1d, nodes: { c: { run: [x] } } }',
    ],
    [
      'what closes a map',
      'b: { map: [], more: { receive: e, until: event.data == nodes.a.output.v }, nodes: { c: { run: [x] } } }',
    ],
    ['a turn', 'b: { repeat: 2, nodes: { c: { run: ["${ nodes.a.output.v }"] } } }'],
    [
      'the end of a loop',
      'b: { repeat: { until: turn.index > nodes.a.output.v, max: 2 }, nodes: { c: { run: [x] } } }',
    ],
    [
      'the completion of a block',
      'b: { do: { c: { run: [x] } }, complete: { when: ends.open < nodes.a.output.v } }',
    ],
    ['key', 'b: { receive: e, timeout: 1d, key: "${ nodes.a.output.v }" }'],
    ['data', 'b: { emit: e, data: { v: "${ nodes.a.output.v }" } }'],
    ['the input of a child', 'b: { workflow: other, input: { v: "${ nodes.a.output.v }" } }'],
    ['graph', 'b: { plan: { graph: "${ nodes.a.output.v }" } }'],
    ['define', 'b: { define: "${ nodes.a.output.v }" }'],
    [
      'a guard inside a block',
      'b: { do: { c: { run: [x] }, d: { unless: { node: c, when: nodes.a.output.v > 1 }, run: [x] } } }',
    ],
    ['a block', 'b: { do: { c: { do: { d: { run: ["${ nodes.a.output.v }"] } } } } }'],
    ['the output of a block', 'b: { do: { c: { run: [x] } }, output: "${ nodes.a.output.v }" }'],
    [
      'a condition inside a block',
      'b: { do: { c: { run: [x] }, d: { after: { node: c, when: nodes.a.output.v > 1 }, run: [x] } } }',
    ],
  ])('%s reads', (_, node) => {
    expect(edges(`${a}\n${node}`)).toEqual(['a>b needs success']);
  });

  it.each([
    ['what undoes', 'b: { run: [x], compensate: { run: ["${ nodes.?a.?output.?v }"] } }'],
    [
      'what tidies up a block',
      'b: { do: { c: { run: [x] } }, finally: { run: ["${ nodes.?a.?output.?v }"] } }',
    ],
    [
      'what tidies up a map',
      'b: { map: [1], nodes: { c: { run: [x] } }, finally: { run: ["${ nodes.?a.?output.?v }"] } }',
    ],
    ['a guard', 'b: { unless: { node: a, when: nodes.a.output.v > 1 }, run: [x] }'],
  ])('%s waits for nothing', (what, node) => {
    expect(edges(`${a}\n${node}`)).toEqual(what === 'a guard' ? ['a>b unless success'] : []);
  });

  it('stand behind the entries, required before soft, by reader', () => {
    const nodes = `${a}
b: { let: { v: 1 } }
c: { after: b, let: { x: "\${ nodes.?a.?output.?v }", y: "\${ nodes.b.output.v }" } }
d: { after: [a, { node: d, again: 2 }, b], run: [x] }`;
    expect(edges(nodes)).toEqual([
      'b>c success',
      'b>c needs success',
      'a>c soft',
      'a>d success',
      'd>d again 2 [d] [d]',
      'b>d success',
    ]);
  });

  it('are not soft where the node is ordered already, near or far', () => {
    const nodes = `${a}\nb: { after: a, run: [x] }\nc: { after: b, let: { x: "\${ nodes.?a.?output.?v }" } }`;
    expect(edges(nodes)).toEqual(['a>b success', 'b>c success']);
  });

  it('are not soft in a loop, which reads the last round', () => {
    const nodes = `b: { after: { node: c, again: 3 }, let: { x: "\${ nodes.?c.?output.?v }" } }\nc: { after: b, let: { v: 1 } }`;
    expect(edges(nodes)).toEqual(['c>b again 3 [b c] [b c]', 'b>c success']);
  });
});

describe('edges of variables', () => {
  const vars = 'vars: { n: 0, m: 0 }\noutput: "${ vars.n + vars.m }"';
  const set = '{ set: { n: 1 } }';

  it('lead softly from every writer to every reader', () => {
    const nodes = `w: ${set}\nr: ${read('vars.n')}\ns: ${read('vars.m')}\nt: { when: vars.n > 1, run: [x] }`;
    expect(edges(nodes, vars)).toEqual(['w>r soft', 'w>t soft']);
  });

  it('are not made where writer and reader are ordered, in either direction', () => {
    expect(edges(`w: ${set}\nr: { after: w, let: { x: "\${ vars.n }" } }`, vars)).toEqual(['w>r success']);
    expect(edges(`r: ${read('vars.n')}\nw: { after: r, set: { n: 1 } }`, vars)).toEqual(['r>w success']);
  });

  it('lead from and to blocks', () => {
    expect(edges(`b: { do: { w: ${set} } }\nc: { do: { r: ${read('vars.n')} } }`, vars)).toEqual([
      'b>c soft',
    ]);
    expect(edges(`b: { do: { w: ${set}, r: ${read('vars.n')} } }`, vars)).toEqual([]);
  });

  it('are not made between writers that exclude each other', () => {
    const add = '{ n: "${ vars.n + 1 }" }';
    const nodes = `s: { switch: { x: input.x, y: true } }\na: { after: s.x, set: ${add} }\nb: { after: s.y, set: ${add} }`;
    expect(edges(nodes, vars)).toEqual(['s>a success.x', 's>b success.y']);
  });
});

describe('regions', () => {
  it('are the target and all that it reaches, and what lies between', () => {
    const nodes = `before: { run: [x] }
t: { after: [before, { node: s, outcome: more, again: 2 }], run: [x] }
mid: { after: t, run: [x] }
side: { run: ["\${ nodes.t.output.stdout }"] }
s: { after: mid, switch: { more: input.x, go: true } }
after: { after: s.go, run: [x] }
free: { after: before, run: [x] }`;
    expect(edges(nodes)).toContain('s>t again 2 [t mid side s after] [t mid s]');
  });

  it('are not stretched by variables beyond the source', () => {
    const nodes = `t: { after: { node: s, again: 2, when: input.x }, set: { n: 1 } }
inside: { let: { x: "\${ vars.n }" } }
s: { after: [t, inside], run: [x] }
outside: { let: { x: "\${ vars.n }" } }`;
    expect(edges(nodes, 'vars: { n: 0 }')).toEqual([
      's>t again 2 [t inside s] [t inside s]',
      't>inside soft',
      't>s success',
      'inside>s success',
      't>outside soft',
    ]);
  });

  it('are not stretched by guards, which are no part of cycles either', () => {
    const nodes = `t: { after: { node: s, again: 2, when: input.x }, unless: s, run: [x] }
s: { after: t, run: [x] }
free: { unless: s, run: [x] }`;
    expect(edges(nodes)).toEqual([
      's>t again 2 [t s] [t s]',
      's>t unless success',
      't>s success',
      's>free unless success',
    ]);
  });

  it('make what is in them stoppable alone', () => {
    const nodes = `a: { run: [x] }
t: { after: [a, { node: t, again: 2, when: input.x }], run: [x] }
u: { after: t, run: [x] }`;
    expect(planOf(withNodes(nodes)).scope.nodes.map(({ solo }) => solo)).toEqual([false, true, true]);
  });
});
