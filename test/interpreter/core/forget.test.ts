/** What the state of a run lets go of, and what it keeps (FG1, FG2). */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/interpreter/core/command.ts';
import {
  forget,
  forgottenSince,
  nothingForgotten,
  withForgotten,
} from '../../../src/interpreter/core/forget.ts';
import { createState, type RunState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import { compileDefinition, type Plan } from '../../../src/interpreter/index.ts';
import { testCatalogue } from '../../support/tools.ts';

function planOf(nodes: string): Plan {
  const { plan, diagnostics } = compileDefinition(`ostinato: 1\nname: t\n${nodes}`, testCatalogue);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Calls are answered in order, those of tools named `test.fail` with a failure; people when nothing else goes on. */
function run(nodes: string, input: Record<string, string> = {}): { state: RunState; most: number } {
  const plan = planOf(nodes);
  const state = createState(plan, { id: 'r', workflow: 't', version: 1 }, input);
  let at = 0;
  let most = 0;
  const queue: Command[] = [];
  const feed = (event: Parameters<typeof transition>[2]) => {
    queue.push(...transition(plan, state, event));
    forget(plan, state);
    most = Math.max(most, JSON.stringify(state).length);
  };
  feed({ type: 'start', at });
  for (;;) {
    const command = queue.shift();
    at++;
    if (command?.type === 'call') {
      const fails = JSON.stringify(command.input).includes('test.fail');
      if (fails)
        feed({ type: 'failed', op: command.op, at, error: { type: 'odd', title: 'Odd', retryable: false } });
      else feed({ type: 'done', op: command.op, at, result: null });
    } else if (command?.type === 'timer' && command.op.endsWith('/more')) {
      feed({ type: 'fired', op: command.op, at });
    } else if (command === undefined) {
      const [request] = Object.keys(state.requests);
      if (request === undefined) return { state, most };
      feed({ type: 'answer', answer: { request }, at });
    }
  }
}

const scopesOf = ({ scopes }: RunState) => Object.values(scopes).map(({ prefix }) => prefix);

const turns = (count: number) =>
  run(
    `nodes:\n  m: { repeat: ${count}, nodes: { x: { human: Go? }, y: { after: x, tool: test.echo, input: {} } } }\n`,
  );

describe('forget', () => {
  it.each([
    ['items', 'm: { map: "${ range(0, 40) }", nodes: { x: { tool: test.echo, input: {} } } }'],
    ['turns', 'm: { repeat: 40, nodes: { x: { tool: test.echo, input: {} } } }'],
    ['blocks', 'm: { do: { x: { do: { y: { tool: test.echo, input: {} } } } } }'],
    [
      'items that fail',
      'm: { map: [1, 2], onItemError: skip, nodes: { x: { tool: test.fail, input: {} } } }',
    ],
    [
      'what is undone already',
      `m: { do: { x: { tool: test.echo, input: {}, compensate: { let: {} } },
      y: { after: x, tool: test.fail, input: {} } } }
  n: { after: { node: m, on: error }, let: {} }`,
    ],
  ])('lets go of %s', (_, node) => {
    const { state } = run(`nodes:\n  ${node}\n  z: { human: Ready? }\n`);
    expect(state.result?.status).toBe('succeeded');
    expect(scopesOf(state)).toEqual(['']);
    expect(state.over).toEqual([]);
  });

  it('keeps no more for a hundred turns than for ten', () => {
    // What people have answered is kept, up to a thousand of them, as are a few digits more.
    const answers =
      JSON.stringify(turns(100).state.answers).length - JSON.stringify(turns(10).state.answers).length;
    expect(turns(100).most - turns(10).most - answers).toBeLessThan(30);
  });

  it('keeps the newest thousand answers, and a few more', () => {
    const { state } = run(`nodes:\n  m: { repeat: 2010, nodes: { x: { human: Go? } } }\n`);
    expect(state.result?.status).toBe('succeeded');
    expect(state.answered).toBe(1_010);
    expect(Object.keys(state.answers)).toHaveLength(1_010);
    expect(Object.keys(state.answers).at(-1)).toBe('m#1[2009]/x#1');
    expect(state.answers).not.toHaveProperty(['m#1[999]/x#1']);
  });

  it('keeps what may have to be undone, with all that is around it, until that is done', () => {
    const nodes = `nodes:
  m:
    map: [1, 2, 3]
    nodes:
      a: { do: { x: { tool: test.echo, input: {}, compensate: { tool: test.echo, input: {} } } } }
      b: { do: { y: { tool: test.echo, input: {} } } }
  n: { after: m, tool: test.fail, input: {} }
`;
    const { state } = run(nodes);
    expect(state.result?.status).toBe('failed');
    expect(scopesOf(state).sort()).toEqual([
      '',
      'm#1/',
      'm#1[0]/',
      'm#1[0]/a#1/',
      'm#1[1]/',
      'm#1[1]/a#1/',
      'm#1[2]/',
      'm#1[2]/a#1/',
    ]);
    expect(
      Object.values(state.scopes).flatMap(({ nodes: all }) => all.flatMap(({ visits }) => visits)),
    ).toContainEqual(expect.objectContaining({ compensated: true }));
  });
});

const big = 'x'.repeat(10_000);
/** Asks a person once all of it is done; then the outputs are in the state that can still be read. */
const kept = (nodes: string) => {
  const plan = planOf(nodes);
  const state = createState(plan, { id: 'r', workflow: 't', version: 1 }, {});
  transition(plan, state, { type: 'start', at: 0 });
  const whole = structuredClone(state);
  const forgotten = nothingForgotten();
  forget(plan, state, forgotten);
  expect(forgottenSince(withForgotten(state, forgotten)).outputs).toEqual(forgottenSince(whole).outputs);
  const names = plan.scope.nodes.map(({ name }) => name);
  const holds = (index: number) => JSON.stringify(state.scopes[0]?.nodes[index]).includes('output');
  return names.filter((_, index) => holds(index));
};

const chain = (length: number) => {
  const texts = Array.from(
    { length },
    (
      _,
      at,
    ) => `  n${at}: { ${at === 0 ? '' : `after: q${at - 1}, `}let: { v: "\${ ${at === 0 ? 'input.big' : `nodes.n${at - 1}.output.v`} }" } }
  q${at}: { after: n${at}, human: Go? }`,
  );
  return run(`nodes:\n${texts.join('\n')}\n  z: { after: q${length - 1}, let: {} }\n`, { big });
};

describe('forget, of outputs (FG3)', () => {
  it.each([
    ['nobody reads', 'a: { let: { v: 1 } }\n  q: { after: a, human: Go? }', []],
    [
      'was read',
      'a: { let: { v: 1 } }\n  b: { let: { v: "${ nodes.a.output.v }" } }\n  q: { after: b, human: Go? }',
      [],
    ],
    ['is still to be read', 'a: { let: { v: 1 } }\n  q: { human: "Go, ${ nodes.a.output.v }?" }', ['a']],
    [
      'was read inside of a block',
      'a: { let: { v: 1 } }\n  b: { do: { c: { let: { v: "${ nodes.a.output.v }" } } } }\n  q: { after: b, human: Go? }',
      [],
    ],
    [
      'a condition on an edge may still read',
      'a: { let: { v: 1 } }\n  q: { after: a, human: Go? }\n  z: { after: { node: q, when: nodes.a.output.v == 1 }, let: {} }',
      ['a'],
    ],
    ['is an end', 'a: { let: { v: 1 } }\n  q: { human: Go? }', ['a']],
    [
      'may come again',
      'a: { after: { node: q, outcome: no, again: 3 }, let: { v: 1 } }\n  q: { after: a, human: Go?, outcomes: [yes, no] }\n  z: { after: q.yes, let: {} }',
      ['a'],
    ],
    [
      'visits for each edge may see',
      'a: { let: { v: 1 } }\n  q: { human: Go? }\n  z: { after: [a, q], join: each, when: "nodes.?q.status == \'succeeded\'", let: {} }',
      ['a'],
    ],
    [
      'is undone with',
      'a: { let: { v: 1 } }\n  b: { after: a, tool: test.echo, input: {}, compensate: { tool: test.echo, input: "${ nodes.?a.output }" } }\n  q: { after: a, human: Go? }\n  z: { after: [q, b], let: {} }',
      ['a'],
    ],
  ])('what %s', (_, nodes, expected) => {
    expect(kept(`nodes:\n  ${nodes}\n`)).toEqual(expected);
  });

  it.each([
    ['output', 'output: "${ nodes.a.output }"'],
    ['finally', 'finally: { let: { v: "${ nodes.?a.output.v }" } }'],
  ])('what the %s of the scope reads stays', (_, key) => {
    expect(kept(`nodes:\n  a: { let: { v: 1 } }\n  q: { after: a, human: Go? }\n${key}\n`)).toEqual(['a']);
  });

  it('keeps no more of a chain of forty than of one of ten', () => {
    expect(chain(40).most).toBeLessThan(chain(10).most * 1.5);
  });
});
