/** Graphs that are made while a run goes on: how they may be given, and the bounds that they keep. */
import { describe, expect, it } from 'vitest';
import { type Json, compileGraph } from '../../../src/interpreter/index.ts';
import type { Allowed } from '../../../src/interpreter/plan.ts';
import { catalogue } from './support.ts';

const open: Allowed = { nodes: 10, depth: 3 };
const graph = (source: Json, allow: Partial<Allowed> = {}) =>
  compileGraph(source, { define: false, allow: { ...open, ...allow }, catalogue });
const definition = (source: Json, allow: Partial<Allowed> = {}) =>
  compileGraph(source, { define: true, allow: { ...open, ...allow }, catalogue });

function told(made: ReturnType<typeof compileGraph>): string[] {
  return made.ok ? [] : made.diagnostics.map(({ code, path }) => `${code} ${path}`.trim());
}

const nodes = { a: { run: ['x'] }, b: { after: 'a', tool: 'web.search' } };

describe('a graph', () => {
  it.each<readonly [what: string, source: Json]>([
    ['a mapping of nodes', nodes],
    ['nodes and an output', { nodes, output: '${ nodes.a.output.stdout }' }],
    [
      'nodes, variables and an input',
      { nodes, vars: { n: 0 }, input: { type: 'object' }, output: '${ vars.n }' },
    ],
    ['a list of nodes in order', [{ a: { run: ['x'] } }, { b: { tool: 'web.search' } }]],
    ['a whole definition', { ostinato: 1, name: 'made', nodes }],
    ['YAML', 'a: { run: [x] }\nb: { after: a, tool: web.search }'],
    ['YAML with an output', 'nodes:\n  a: { run: [x] }\n  b: { after: a, tool: web.search }\noutput: 1'],
    ['JSON', JSON.stringify({ nodes })],
  ])('may be %s', (_, source) => {
    const made = graph(source);
    expect(told(made)).toEqual([]);
    expect(made).toMatchObject({ ok: true, plan: { scope: { nodes: [{ name: 'a' }, { name: 'b' }] } } });
  });

  it.each<readonly [what: string, source: Json]>([
    ['a mapping', { phases: { a: { run: ['x'] }, b: { tool: 'web.search' } } }],
    ['a list', { phases: [{ a: { run: ['x'] } }, { b: { tool: 'web.search' } }] }],
    ['YAML', 'phases:\n  a: { run: [x] }\n  b: { tool: web.search }'],
  ])('may be phases: %s', (_, source) => {
    const made = graph(source);
    expect(told(made)).toEqual([]);
    expect(made).toMatchObject({
      ok: true,
      plan: { scope: { nodes: [{ name: 'a' }, { name: 'b' }], edges: [{ from: 0, to: 1 }] } },
    });
  });

  it('runs its programs in the sandbox that is wanted around, however deep they are made', () => {
    const made = graph(
      { a: { run: ['x'], sandbox: 'none' }, b: { plan: { graph: {} } } },
      { sandbox: 'strict' },
    );
    expect(made).toMatchObject({
      plan: { scope: { nodes: [{ sandbox: 'strict' }, { allow: { sandbox: 'strict' } }] } },
    });
    expect(graph({ a: { run: ['x'] } })).not.toHaveProperty('plan.scope.nodes.0.sandbox');
  });

  it('may have a node that is called `phases`', () => {
    expect(graph({ phases: { run: ['x'] } })).toMatchObject({
      plan: { scope: { nodes: [{ name: 'phases' }] } },
    });
  });

  it('may have a node that is called `nodes`', () => {
    expect(graph({ nodes: { run: ['x'] } })).toMatchObject({
      plan: { scope: { nodes: [{ name: 'nodes' }] } },
    });
  });

  it.each<readonly [source: Json, code: string]>([
    [null, 'OST106'],
    ['', 'OST106'],
    [42, 'OST106'],
    [[], 'OST204 nodes'],
    [{}, 'OST204 nodes'],
    ['a: [', 'OST101'],
    [{ a: { after: 'z', run: ['x'] } }, 'OST301 nodes.a.after'],
    [{ nodes, output: '${ nodes.c.output }' }, 'OST301 output'],
  ])('%j is refused like any definition', (source, code) => {
    expect(told(graph(source))).toContain(code);
  });

  it.each([false, true])('is refused where it is nested too deep (define: %s)', (define) => {
    let value: Json = 1;
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    const source = { ostinato: 1, name: 'deep', nodes: { a: { let: { value } } } };
    expect(told(compileGraph(source, { define, allow: open, catalogue }))).toEqual(['OST504']);
  });

  it('shows the place in its own text', () => {
    const made = graph({ a: { after: 'z', run: ['x'] } });
    expect(made.ok ? '' : made.diagnostics[0]?.frame).toContain('"after": "z"');
  });
});

describe('a definition', () => {
  const text = 'ostinato: 1\nname: made-here\nnodes:\n  a: { run: [x] }\n';

  it('is given back with its name and its text', () => {
    expect(definition(text)).toMatchObject({ ok: true, name: 'made-here', text });
    const made = definition({ ostinato: 1, name: 'made-here', nodes });
    expect(made.ok && JSON.parse(made.text)).toEqual({ ostinato: 1, name: 'made-here', nodes });
  });

  it('is whole', () => {
    expect(told(definition(nodes))).not.toEqual([]);
    expect(told(definition({ nodes }))).toEqual(expect.arrayContaining([expect.stringMatching(/^OST204/)]));
  });

  it('keeps the bounds too', () => {
    expect(told(definition(text, { kinds: ['tool'] }))).toEqual(['OST509 nodes.a.run']);
  });
});

const many = (count: number): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, { run: ['x'] }]));

describe('bounds', () => {
  const deep = (levels: number): Json =>
    levels === 0 ? { run: ['x'] } : { do: { [`n${levels}`]: deep(levels - 1) } };

  it('of number', () => {
    expect(told(graph(many(10)))).toEqual([]);
    expect(told(graph(many(11)))).toEqual(['OST509 nodes']);
    expect(told(graph({ a: { map: [1], nodes: many(9) as never, finally: { run: ['x'] } } }))).toEqual([
      'OST509 nodes',
    ]);
  });

  it('of depth', () => {
    expect(told(graph({ a: deep(2) }))).toEqual([]);
    expect(told(graph({ a: deep(3) }))).toEqual(['OST509 nodes.a.do.n3.do.n2']);
    expect(told(graph({ a: deep(5) }))).toEqual(['OST509 nodes.a.do.n5.do.n4']);
  });

  it('of kinds, also in blocks and undoings', () => {
    const inner = {
      a: { do: { b: { agent: {}, prompt: 'p' }, c: { run: ['x'], compensate: { tool: 'data.echo' } } } },
    };
    expect(told(graph(inner, { kinds: ['do', 'run'] }))).toEqual([
      'OST509 nodes.a.do.b.agent',
      'OST509 nodes.a.do.c.compensate.tool',
    ]);
    const made = graph(inner, { kinds: ['do', 'run'] });
    expect(made.ok ? '' : made.diagnostics[0]?.hint).toBe('Allowed are do, run.');
  });

  it('of tools, also those of agents and those that are chosen', () => {
    const source = {
      a: { tool: 'mail.send' },
      b: { agent: {}, prompt: 'p', tools: ['web.search', 'mail.send'] },
      c: { tool: '${ input.tool }', tools: ['mail.send', 'web.search'] },
    };
    expect(told(graph(source, { tools: ['web.search'] }))).toEqual([
      'OST509 nodes.a.tool',
      'OST509 nodes.b.tools[1]',
      'OST509 nodes.c.tools[0]',
    ]);
    expect(told(graph({ a: { tool: 'data.echo' } }, { tools: [] }))).toEqual(['OST509 nodes.a.tool']);
  });

  it('reach what is made further inside', () => {
    const allow = { kinds: ['plan', 'run'], tools: ['web.search'], nodes: 5, depth: 2 };
    expect(graph({ a: { plan: { graph: {} } } }, allow)).toMatchObject({
      plan: { scope: { nodes: [{ allow }] } },
    });
    const wider = { kinds: ['tool', 'run'], tools: ['mail.send'], nodes: 6, depth: 3 };
    expect(told(graph({ a: { plan: { graph: {} }, allow: wider } }, allow))).toEqual([
      'OST509 nodes.a.allow.kinds',
      'OST509 nodes.a.allow.tools',
      'OST509 nodes.a.allow.nodes',
      'OST509 nodes.a.allow.depth',
    ]);
  });

  it('name kinds and tools that there are', () => {
    const allow = { kinds: ['rum'], tools: ['web.serch'] };
    expect(told(graph({ a: { plan: { graph: {} }, allow } }))).toEqual([
      'OST211 nodes.a.allow.kinds[0]',
      'OST412 nodes.a.allow.tools[0]',
    ]);
  });
});
