/** Every key of every kind, right and wrong, and words that belong elsewhere. */
import { describe, expect, it } from 'vitest';
import { kinds, shapes } from '../../../src/interpreter/front/document/kinds.ts';
import { isLater } from '../../../src/interpreter/front/document/words.ts';
import { codesOf, compile, withNodes } from './support.ts';

const smallest: Readonly<Record<string, string>> = {
  agent: 'agent: {}, prompt: p',
  run: 'run: [x]',
  tool: 'tool: data.echo',
  human: 'human: h, timeout: 1d',
  let: 'let: { x: 1 }',
  set: 'set: { v: 1 }',
  switch: 'switch: { go: true }',
  wait: 'wait: 1s',
  do: 'do: { inner: { run: [x] } }',
  map: 'map: [1], nodes: { inner: { run: [x] } }',
  repeat: 'repeat: 3, nodes: { inner: { run: [x] } }',
  workflow: 'workflow: other',
  receive: 'receive: payment, timeout: 1d',
  emit: 'emit: order.done',
  plan: 'plan: { graph: {} }',
  define: 'define: {}',
  cancel: 'cancel: other',
  end: 'end:',
  fail: 'fail: { type: t, title: T }',
};
const vars = 'vars: { v: 0 }\noutput: "${ vars.v }"';

describe('kinds', () => {
  it.each(kinds)('%s in its smallest form', (kind) => {
    expect(codesOf(withNodes(`a: { ${smallest[kind]} }\nother: { run: [x] }`, vars))).toEqual([]);
  });

  it.each(kinds)('%s takes the common keys', (kind) => {
    const nodes = `b: { run: [x] }\nother: { run: [x] }\na: { ${smallest[kind]}, title: "T \${ input.t }", after: b, when: input.x, join: any, unless: other, rest: keep }`;
    expect(codesOf(withNodes(nodes, vars))).toEqual([]);
  });

  it.each(kinds)('%s refuses a key that is none, and says which are', (kind) => {
    const text = withNodes(`a: { ${smallest[kind]}, zzzzzz: 1 }\nother: { run: [x] }`, vars);
    const [fault, ...others] = compile(text).diagnostics;
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: 'OST202', path: 'nodes.a.zzzzzz' });
    expect(fault?.hint).toBe(`Here may stand ${Object.keys(shapes[kind].shape).join(', ')}.`);
  });

  it.each(kinds)('%s says of a key of another kind where it belongs', (kind) => {
    const key = kind === 'human' ? 'stdin' : 'assignees';
    const [fault] = compile(
      withNodes(`a: { ${smallest[kind]}, ${key}: [] }\nother: { run: [x] }`, vars),
    ).diagnostics;
    expect(fault?.hint).toMatch(/is a key of `(run|human)`, not of/);
  });

  it('have no key that is told to come later', () => {
    const keys = kinds.flatMap((kind) => Object.keys(shapes[kind].shape));
    expect(keys.filter((key) => isLater(key))).toEqual([]);
  });
});

describe('keys of the whole language', () => {
  it.each(['memory: x', 'connection: weather', 'budget: { usd: 1 }', 'schedule: daily'])(
    '%s comes later',
    (key) => {
      expect(codesOf(withNodes(`a: { run: [x], ${key} }`))).toEqual([
        expect.stringMatching(/^OST203 nodes\.a\./),
      ]);
    },
  );

  it.each([
    ['unless: other', 'run: [x]'],
    ['unless: [other, { node: other, on: error, when: input.x }]', 'run: [x]'],
    ['lock: printer', 'run: [x]'],
    ['lock: ["${ input.id }", printer]', 'run: [x]'],
    ['lock: { name: printer, scope: global }', 'do: { b: { run: [x] } }'],
    ['cache: 1h', 'run: [x]'],
    ['cache: { ttl: 1h, key: "${ input.id }" }', 'tool: data.echo'],
    ['cache: {}', 'agent: {}, prompt: p'],
    ['priority: 1', 'run: [x]'],
    ['queue: gpu', 'run: [x]'],
    ['sensitive: true', 'run: [x]'],
    ['onError: finish', 'do: { b: { run: [x] } }'],
    ['complete: any', 'do: { b: { run: [x] } }'],
    ['complete: { count: 1, rest: keep }', 'map: [1], nodes: { b: { run: [x] } }'],
    ['complete: { when: ends.succeeded > 1 }', 'repeat: 3, nodes: { b: { run: [x] } }'],
    ['finally: { run: [x] }', 'do: { b: { run: [x] } }'],
    ['notSubmitter: true, quorum: 2', 'human: h, timeout: 1d'],
    ['deadline: { after: 2d, remind: [1h, 1d], escalate: { after: 1d, to: [role:boss] } }', 'human: h'],
  ])('%s', (key, kind) => {
    expect(codesOf(withNodes(`a: { ${kind}, ${key} }\nother: { run: [x] }`))).toEqual([]);
  });

  it('a goal in words comes later', () => {
    expect(codesOf(withNodes('a: { plan: Publish an article }'))).toEqual(['OST203 nodes.a.plan']);
  });

  it('entries that finish what runs', () => {
    const nodes = 'a: { after: { node: a, when: input.x, again: { max: 3, running: finish } }, run: [x] }';
    expect(codesOf(withNodes(nodes))).toEqual([]);
  });

  it.each(['complete: any', 'onError: finish', 'finally: { run: [x] }', 'limits: { depth: 3 }'])(
    'the run has %s',
    (key) => {
      expect(codesOf(withNodes('a: { run: [x] }', key))).toEqual([]);
    },
  );
});

describe('words of other systems', () => {
  it.each([
    ['steps', '`nodes`'],
    ['jobs', '`nodes`'],
    ['triggers', 'Leave it out'],
    ['inputs', '`input`'],
    ['variables', '`vars`'],
    ['version', '`ostinato: 1`'],
    ['outptu', 'Did you mean `output`?'],
  ])('%s at the top', (word, hint) => {
    const [fault] = compile(`ostinato: 1\nname: t\n${word}: {}\nnodes: { a: { run: [x] } }`).diagnostics;
    expect(fault?.hint).toContain(hint);
  });

  it.each([
    ['needs', '`after: [node, …]`'],
    ['depends_on', '`after: [node, …]`'],
    ['if', '`when: expression`'],
    ['retries', '`retry: 3`'],
    ['catch', 'on: error'],
    ['next', 'at the later node'],
    ['name', '`title`'],
    ['timout', 'Did you mean `timeout`?'],
  ])('%s at a node', (word, hint) => {
    const [fault] = compile(withNodes(`a: { run: [x], ${word}: y }`)).diagnostics;
    expect(fault?.hint).toContain(hint);
  });

  it('a node of another system', () => {
    const [fault] = compile(withNodes('a: { uses: actions/checkout, with: {} }')).diagnostics;
    expect(fault).toMatchObject({ code: 'OST205', hint: expect.stringContaining('`tool: name`') });
  });
});

describe('going on after a fault', () => {
  it('tells faults of all phases at once', () => {
    const nodes = `a: { run: [x], tmeout: 3s, env: { A: "\${ input.x +}" } }
b: { after: aa, switch: { x: "nodes.a.otput" } }
c: { after: [a, b.y], agent: { model: smart }, prompt: "\${ vars.n }" }
d-d: { after: e, run: [x] }
e: { after: d-d, run: [x] }`;
    expect(codesOf(withNodes(nodes, 'limits: { parallel: many }'))).toEqual([
      'OST201 limits.parallel',
      'OST202 nodes.a.tmeout',
      'OST401 nodes.a.env.A',
      'OST301 nodes.b.after',
      'OST403 nodes.b.switch.x',
      'OST302 nodes.c.after[1]',
      'OST214 nodes.c.agent.model',
      'OST402 nodes.c.prompt',
      'OST207 nodes.d-d',
      'OST303 nodes.d-d.after',
    ]);
  });

  it('does not blame the neighbours of a broken node', () => {
    const nodes = `a: { human: h, outcomes: go }
b: { after: a.go, run: ["\${ nodes.a.output.anything }"] }
c: { after: [b, a.stop], let: { x: "\${ nodes.b.output.exit }" } }`;
    expect(codesOf(withNodes(nodes)).filter((code) => !/OST[16]/.test(code))).toEqual([
      'OST201 nodes.a.outcomes',
      'OST302 nodes.b.after',
      'OST302 nodes.c.after[1]',
    ]);
    expect(codesOf(withNodes(nodes.replace('human: h', 'humn: h')))).toEqual(['OST205 nodes.a']);
  });

  it('keeps the variables when another key of the top is wrong', () => {
    expect(
      codesOf('ostinato: 1\nnome: t\nvars: { n: 1 }\nnodes: { a: { let: { x: "${ vars.n }" } } }'),
    ).toEqual(['OST202 nome']);
  });

  it.each([
    ['nodes: {}', 'OST204 nodes'],
    ['nodes: []', 'OST204 nodes'],
    ['nodes:', 'OST201 nodes'],
    ['node: {}', 'OST202 node'],
  ])('without nodes: %s', (text, expected) => {
    expect(codesOf(`ostinato: 1\nname: t\n${text}`)).toEqual([expected]);
  });
});

describe('after', () => {
  it.each([
    'a',
    '[a]',
    's.go',
    '{ node: a }',
    '{ node: a, on: error }',
    '{ node: a, on: always }',
    '{ node: a, on: [success, skipped, cancelled, exhausted] }',
    '{ node: a, on: { error: [exit, "http.*"] } }',
    '{ node: s, outcome: go }',
    '[a, { node: s, outcome: go, when: input.x }, s.stop]',
    '{ node: b, again: 3 }',
  ])('takes %s', (after) => {
    const nodes = `a: { run: [x] }\ns: { switch: { go: input.x, stop: true } }\nb: { after: ${after}, run: [x] }`;
    expect(codesOf(withNodes(nodes)).filter((code) => !code.startsWith('OST6'))).toEqual([]);
  });

  it.each([
    ['1', 'OST201 nodes.b.after'],
    ['{ on: error }', 'OST204 nodes.b.after'],
    ['{ node: a, on: fail }', 'OST211 nodes.b.after.on'],
    ['{ node: a, on: [] }', 'OST211 nodes.b.after.on'],
    ['{ node: a, on: { errors: [x] } }', 'OST202 nodes.b.after.on.errors'],
    ['{ node: a, again: 0 }', 'OST211 nodes.b.after.again'],
    ['{ node: a, again: true }', 'OST201 nodes.b.after.again'],
    ['[a, 2]', 'OST201 nodes.b.after[1]'],
    ['[a, { nodes: a }]', 'OST202 nodes.b.after[1].nodes'],
    ['{ node: a, outcome: "a b" }', 'OST207 nodes.b.after.outcome'],
    ['""', 'OST301 nodes.b.after'],
    ['.x', 'OST301 nodes.b.after'],
  ])('refuses %s', (after, expected) => {
    expect(codesOf(withNodes(`a: { run: [x] }\nb: { after: ${after}, run: [x] }`))).toEqual([expected]);
  });
});
