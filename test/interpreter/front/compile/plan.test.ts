/** The plan as the core gets it: every field literally, for each kind. */
import { describe, expect, it } from 'vitest';
import { parseDocument, compilePlan, compileDefinition } from '../../../../src/interpreter/index.ts';
import type { NodePlan } from '../../../../src/interpreter/plan.ts';
import { catalogue, compile, planOf, withNodes } from '../support.ts';

function node(text: string, rest = ''): NodePlan | undefined {
  return planOf(withNodes(text, rest)).scope.nodes[0];
}

const base = { name: 'a', order: 0, join: 'live', incoming: [], outgoing: [], solo: false };
const once = { attempts: 1, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };
const thrice = { ...once, attempts: 3 };

const hash = (text: string): string => planOf(text).hash;

describe('nodes', () => {
  it('agent', () => {
    const text = `a:
  agent: { model: openai/gpt, instructions: "Be \${ input.how }.", maxTurns: 3, temperature: 0.5, baseUrl: "https://x.example/v1" }
  prompt: Do it.
  tools: [web.search, http.request]
  returns: { type: string }`;
    expect(node(text)).toEqual({
      ...base,
      kind: 'agent',
      model: { provider: 'openai', name: 'gpt', baseUrl: 'https://x.example/v1' },
      instructions: { text: ['Be ', { cel: 'input.how', nodes: [] }, '.'] },
      prompt: { value: 'Do it.' },
      tools: [
        { name: 'web.search', effect: 'read' },
        { name: 'http.request', effect: catalogue.tools[0]?.effect, doubt: 'ask' },
      ],
      returns: { type: 'string' },
      maxTurns: 3,
      temperature: 0.5,
      retry: thrice,
    });
  });

  it('run', () => {
    const text = `a:
  run: [./x.sh, "\${ input.a }"]
  env: { A: 1, B: "\${ input.b }", C: true }
  stdin: { deep: ["\${ input.c }", 2] }
  cwd: out
  secrets: { KEY: weather }
  returns: { type: object }
  timeout: 1m30s
  title: Title`;
    expect(node(text)).toEqual({
      ...base,
      kind: 'run',
      title: { value: 'Title' },
      timeoutMs: 90_000,
      argv: [{ value: './x.sh' }, { expr: { cel: 'input.a', nodes: [] } }],
      shell: false,
      env: [
        ['A', { value: '1' }],
        ['B', { expr: { cel: 'input.b', nodes: [] } }],
        ['C', { value: 'true' }],
      ],
      stdin: { map: [['deep', { list: [{ expr: { cel: 'input.c', nodes: [] } }, { value: 2 }] }]] },
      cwd: { value: 'out' },
      secrets: [['KEY', 'weather']],
      returns: { type: 'object' },
      retry: once,
    });
    expect(node('a: { run: "x | y", shell: true }')).toMatchObject({
      argv: [{ value: 'x | y' }],
      shell: true,
    });
  });

  it('run in a sandbox: what the node says, else what `defaults` say', () => {
    const strict = 'defaults: { sandbox: strict }';
    expect(node('a: { run: [x], sandbox: strict }')).toMatchObject({ sandbox: 'strict' });
    expect(node('a: { run: [x] }', strict)).toMatchObject({ sandbox: 'strict' });
    expect(node('a: { run: [x], sandbox: none }', strict)).not.toHaveProperty('sandbox');
    expect(node('a: { run: [x] }')).not.toHaveProperty('sandbox');
    const undone = node('a: { let: { v: 1 }, compensate: { run: [x] } }', strict);
    expect(undone).toMatchObject({ compensate: { nodes: [{ sandbox: 'strict' }] } });
    const bounds = { allow: { sandbox: 'strict' } };
    expect(node('a: { plan: { graph: {} } }', strict)).toMatchObject(bounds);
    expect(node('a: { plan: { graph: {} }, allow: { sandbox: none } }', strict)).toMatchObject(bounds);
    expect(node('a: { plan: { graph: {} }, allow: { sandbox: strict } }')).toMatchObject(bounds);
  });

  it('tool', () => {
    expect(node('a: { tool: data.echo, input: [1, { b: null }] }')).toEqual({
      ...base,
      kind: 'tool',
      tool: 'data.echo',
      input: { value: [1, { b: null }] },
      effect: 'read',
      lane: 'local',
      retry: thrice,
    });
    expect(node('a: { tool: data.echo }')).toMatchObject({ input: { value: {} } });
  });

  it.each([
    ['url: u', '', 'read', 3],
    ['url: u, method: HEAD', '', 'read', 3],
    ['url: u, method: PUT', '', 'idempotent', 3],
    ['url: u, method: POST', '', 'once', 1],
    ['url: u, method: "${ input.m }"', '', 'once', 1],
    ['url: u, method: POST', ', effect: idempotent', 'idempotent', 3],
    ['url: u', ', effect: once', 'once', 1],
  ])('effect of { %s }%s', (input, more, effect, attempts) => {
    expect(node(`a: { tool: http.request, input: { ${input} }${more} }`)).toMatchObject({
      effect,
      retry: { attempts },
    });
  });

  it.each([
    ['tool: data.echo', 'local'],
    ['tool: data.echo, lane: activity', undefined],
    ['tool: data.echo, queue: gpu', undefined],
    ['tool: mail.send', undefined],
    ['tool: mail.send, effect: read', 'local'],
    ['tool: web.search', undefined],
    ['tool: web.search, lane: local', 'local'],
    ['tool: "${ input.t }", tools: [data.echo, mail.send], effect: read', 'local'],
    ['tool: "${ input.t }", tools: [data.echo, web.search]', undefined],
  ])('lane of { %s }', (text, lane) => {
    const plan = node(`a: { ${text} }`);
    expect(plan).toHaveProperty('kind', 'tool');
    expect(plan && 'lane' in plan ? plan.lane : undefined).toBe(lane);
  });

  it('the lane does not tell results of the same work apart', () => {
    const [local, activity] = ['local', 'activity'].map((lane) =>
      node(`a: { tool: data.echo, lane: ${lane}, cache: 1h }`),
    );
    expect(local).toEqual({ ...activity, lane: 'local' });
  });

  it('human', () => {
    const text = `a:
  human: Publish \${ input.what }?
  show: { text: long }
  outcomes: [yes_please, no_thanks]
  form: { type: object }
  assignees: [role:editor, "\${ input.who }"]
  deadline: { after: 2d, outcome: no_thanks, output: { why: "\${ input.why }" } }`;
    expect(node(text)).toEqual({
      ...base,
      solo: true,
      kind: 'human',
      prompt: { text: ['Publish ', { cel: 'input.what', nodes: [] }, '?'] },
      show: { value: { text: 'long' } },
      outcomes: ['yes_please', 'no_thanks'],
      form: { type: 'object' },
      assignees: [{ value: 'role:editor' }, { expr: { cel: 'input.who', nodes: [] } }],
      deadline: {
        after: 172_800_000,
        outcome: 'no_thanks',
        output: { map: [['why', { expr: { cel: 'input.why', nodes: [] } }]] },
      },
    });
    expect(node('a: { human: Well? }')).toEqual({
      ...base,
      kind: 'human',
      prompt: { value: 'Well?' },
      outcomes: [],
      assignees: [],
    });
  });

  it('let, set, switch', () => {
    expect(node('a: { let: { b: 1, a: "${ input.a }" } }')).toMatchObject({
      kind: 'let',
      values: [
        ['b', { value: 1 }],
        ['a', { expr: { cel: 'input.a', nodes: [] } }],
      ],
    });
    const set = 'a: { set: { n: 1, l: { add: "${ input.a }" }, m: { add: 1, more: 2 } } }';
    expect(node(set, 'vars: { n: 0, l: [], m: 0 }')).toMatchObject({
      kind: 'set',
      values: [
        { name: 'n', how: 'replace', value: { value: 1 } },
        { name: 'l', how: 'add', value: { expr: { cel: 'input.a' } } },
        { name: 'm', how: 'replace', value: { value: { add: 1, more: 2 } } },
      ],
    });
    expect(
      node('a: { switch: { x: input.n > 1, y: "${ input.m }", no_way: false, z: true } }'),
    ).toMatchObject({
      kind: 'switch',
      cases: [
        ['x', { cel: 'input.n > 1', nodes: [] }],
        ['y', { cel: 'input.m', nodes: [] }],
        ['no_way', { cel: 'false', nodes: [] }],
        ['z', true],
      ],
    });
  });

  it('wait', () => {
    expect(node('a: { wait: 10m }')).toEqual({ ...base, kind: 'wait', span: { for: 600_000 } });
    expect(node('a: { wait: PT1H30M, timeout: 2h }')).toMatchObject({ solo: true, span: { for: 5_400_000 } });
    expect(node('a: { wait: "${ input.d }" }')).toMatchObject({
      span: { for: { expr: { cel: 'input.d' } } },
    });
    expect(node('a: { wait: { until: "2030-01-01T00:00:00Z" } }')).toMatchObject({
      span: { until: { value: '2030-01-01T00:00:00Z' } },
    });
  });

  it('end and fail', () => {
    expect(node('a: { end: }')).toEqual({ ...base, kind: 'end', levels: 0 });
    expect(node('a: { end: { v: 1 } }')).toMatchObject({ output: { value: { v: 1 } } });
    expect(node('a: { fail: { type: t, title: "No ${ input.x }", detail: d, status: 404 } }')).toMatchObject({
      error: {
        type: { value: 't' },
        title: { text: ['No ', { cel: 'input.x' }] },
        detail: { value: 'd' },
        status: 404,
      },
      levels: 0,
    });
  });

  it('do, and what undoes it, numbered in the order of the text', () => {
    const text = `a:
  do:
    b: { run: [x], compensate: { run: [y] } }
    c: { do: { d: { run: [x] } } }
  output: \${ nodes.b.output.stdout }
  compensate: { do: { e: { run: [x] } } }
f: { after: a, run: [x] }`;
    const orders = [...JSON.stringify(planOf(withNodes(text))).matchAll(/"name":"(\w+)","order":(\d+)/g)];
    const numbered = Object.fromEntries(orders.map(([, name, order]) => [Number(order), name]));
    expect(Object.values(numbered)).toEqual(['a', 'b', 'compensate', 'c', 'd', 'compensate', 'e', 'f']);
  });
});

describe('ends', () => {
  it.each([
    ['a: { run: [x] }\nb: { run: [x] }', ['a', 'b']],
    ['a: { run: [x] }\nb: { after: a, run: [x] }', ['b']],
    ['a: { run: [x] }\nb: { run: ["${ nodes.a.output.stdout }"] }', ['b']],
    ['a: { run: [x] }\nb: { run: ["${ nodes.?a.?output.?stdout }"] }', ['b']],
    ['a: { run: [x] }\nb: { after: { node: a, on: error }, run: [x] }', ['a', 'b']],
    ['a: { run: [x] }\nb: { after: { node: a, on: error }, run: ["${ nodes.a.error.title }"] }', ['a', 'b']],
    ['a: { run: [x] }\nb: { after: { node: a, on: [error, exhausted] }, run: [x] }', ['a', 'b']],
    ['a: { run: [x] }\nb: { after: { node: a, on: always }, run: [x] }', ['b']],
    ['a: { after: { node: a, again: 2, when: input.x }, run: [x] }', ['a']],
  ])('of %j', (nodes, names) => {
    const { scope } = planOf(withNodes(nodes));
    expect(scope.ends.map((index) => scope.nodes[index]?.name)).toEqual(names);
  });
});

describe('retry', () => {
  it.each([
    ['run: [x], retry: 5', '', { ...once, attempts: 5 }],
    [
      'run: [x], retry: { attempts: 5, backoff: 10s, attemptTimeout: 1m, on: [exit], not: [signal] }',
      '',
      { ...once, attempts: 5, backoffMs: 10_000, attemptTimeoutMs: 60_000, on: ['exit'], not: ['signal'] },
    ],
    ['run: [x], retry: { backoff: 5m }', '', { ...thrice, backoffMs: 300_000, maxMs: 300_000 }],
    ['run: [x]', 'defaults: { retry: 9 }', once],
    [
      'tool: data.echo',
      'defaults: { retry: { attempts: 9, jitter: 0.5 } }',
      { ...thrice, attempts: 9, jitter: 0.5 },
    ],
    [
      'tool: data.echo, retry: { factor: 3 }',
      'defaults: { retry: { attempts: 9 } }',
      { ...thrice, attempts: 9, factor: 3 },
    ],
    ['tool: mail.send', 'defaults: { retry: 9 }', once],
    ['agent: {}, prompt: p', 'defaults: { retry: 9 }', { ...thrice, attempts: 9 }],
  ])('of { %s } with %s', (body, rest, retry) => {
    expect(node(`a: { ${body} }`, rest)).toMatchObject({ retry });
  });
});

describe('plan', () => {
  it('has limits, with defaults', () => {
    expect(planOf(withNodes('a: { run: [x] }')).limits).toEqual({ cleanupMs: 300_000, parallel: 100 });
    const limits = 'limits: { timeout: 7d, parallel: 20, cleanup: 30s, depth: 3 }';
    expect(planOf(withNodes('a: { run: [x] }', limits)).limits).toEqual({
      timeoutMs: 604_800_000,
      cleanupMs: 30_000,
      parallel: 20,
      depth: 3,
    });
  });

  it('is frozen through and through', () => {
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(check);
    };
    check(planOf(withNodes('a: { let: { x: [{ y: "${ input.z }" }] } }\nb: { after: a, run: [x] }')));
  });

  it('is JSON: nothing is lost on the way through text', () => {
    const plan = planOf(
      withNodes('a: { let: { x: [null, 1.5, "${ input.z }"] } }', 'input: { type: object }'),
    );
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('has a hash of what it says, not of how it is written', () => {
    const plain = hash('ostinato: 1\nname: t\nnodes:\n  a: { run: [x], title: T }');
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(hash('# a remark\nname: t\nostinato: 1\nnodes: { "a": { title: T, run: ["x"] } }')).toBe(plain);
    expect(hash('{"ostinato":1,"name":"t","nodes":{"a":{"run":["x"],"title":"T"}}}')).toBe(plain);
    expect(hash('ostinato: 1\nname: t\nnodes:\n  a: { run: [y], title: T }')).not.toBe(plain);
    expect(hash('ostinato: 1\nname: u\nnodes:\n  a: { run: [x], title: T }')).not.toBe(plain);
  });

  it('has a pinned hash: when this goes red, plans of running definitions have changed', () => {
    expect(planOf('ostinato: 1\nname: t\nnodes:\n  a: { run: [x] }').hash).toMatchInlineSnapshot(
      `"f1b566b5a151d8f7a60627d896b887d491a8c35cf1f51171bbe3ff2ac868e12a"`,
    );
  });

  it('is the same from the phases one by one', () => {
    const text = withNodes(
      'a: { run: [x] }\nb: { after: a, human: "${ nodes.a.output.stdout }", timeout: 1d }',
    );
    const { document } = parseDocument(text);
    expect(document && compilePlan(document, catalogue)).toEqual(planOf(text));
  });

  it('is not made from a document with faults', () => {
    const { document } = parseDocument(withNodes('a: { after: b, run: [x] }'));
    expect(() => document && compilePlan(document, catalogue)).toThrow(/OST301 at nodes.a.after/);
  });

  it('is made from a document with doubts', () => {
    const text = withNodes('a: { let: { half: "${ 7 / 2 }" } }');
    const { document } = parseDocument(text);
    expect(document && compilePlan(document, catalogue)).toEqual(planOf(text));
  });

  it('comes with warnings, and not with errors', () => {
    expect(compile(withNodes('a: { human: h }')).plan).toBeDefined();
    expect(compile(withNodes('a: { humn: h }')).plan).toBeUndefined();
    expect(compile(withNodes('a: { humn: h }')).document).toBeDefined();
    expect(compile('[').document).toBeUndefined();
  });

  it('needs no catalogue that is larger than what is named', () => {
    const { plan } = compileDefinition(withNodes('a: { run: [x] }'), { tools: [], secrets: [] });
    expect(plan).toBeDefined();
  });
});
