/** What the state of a run lets go of, and what it keeps (FG1, FG2). */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/interpreter/core/command.ts';
import { forget } from '../../../src/interpreter/core/forget.ts';
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
