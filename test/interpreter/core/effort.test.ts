/** What one moment may cost: long loops and large values go on after a timer, and end as they would have. */
import { describe, expect, it } from 'vitest';
import { createState } from '../../../src/interpreter/core/state.ts';
import { openStatus } from '../../../src/interpreter/core/status.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { again, cel, human, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const echo = () => ({ result: {} });
const loop = (rounds: number) =>
  planOf(
    scopeOf(
      [value('count', { value: 1 }), human('ask')],
      [again(0, 0, rounds, [0]), { kind: 'forward', from: 0, to: 1, on: ['exhausted'] }],
    ),
  );

describe('a moment', () => {
  it('does some thousand things; the next event goes on with the rest', () => {
    const plan = loop(50_000);
    const { state, commands, result } = runInMemory(plan, echo, { sent: [] });
    const pauses = commands.filter((command) => command.type === 'timer' && command.op === 'more');
    expect(pauses.length).toBeGreaterThan(1);
    expect(pauses.length).toBeLessThan(10);
    expect(result).toBeUndefined();
    expect(Object.keys(state.requests)).toEqual(['ask#1']);
    expect(state.agenda).toEqual([]);
    expect(state.ops).toEqual({});
  });

  it('leaves the run running, whatever waits already', () => {
    const plan = planOf(scopeOf([human('ask'), value('count', { value: 1 })], [again(1, 1, 50_000, [1])]));
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    expect(transition(plan, state, { type: 'start', at: 1 })).toMatchObject([{ type: 'timer', op: 'more' }]);
    expect(openStatus(state)).toBe('running');
    // At the same time nothing more is done, and no second timer is begun.
    expect(transition(plan, state, { type: 'answer', at: 1, answer: { request: 'none' } })).toEqual([]);
    expect(transition(plan, state, { type: 'cancel', at: 2 })).toMatchObject([
      { type: 'stop', group: 'run' },
      { type: 'finish', result: { status: 'cancelled' } },
    ]);
    expect(state.ops).toEqual({});
  });

  it.each([
    ['1 MiB of small values', 10_000, 98],
    ['8 MiB of large values', 2_750_000, 3],
  ])('hands on about %s; more nodes start at the next event', (_, size, most) => {
    const count = most + 9;
    const nodes = Array.from({ length: count }, (__, index) =>
      tool(`n${index}`, { input: { value: 'x'.repeat(size) } }),
    );
    const plan = planOf(scopeOf(nodes), { limits: { cleanupMs: 0, parallel: count } });
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    const first = transition(plan, state, { type: 'start', at: 1 });
    expect(first.filter(({ type }) => type === 'call')).toHaveLength(most);
    const run = runInMemory(plan, echo, { asKept: true });
    expect(run.result?.status).toBe('succeeded');
    expect(run.commands.filter(({ type }) => type === 'call')).toHaveLength(count);
  });
});

describe('what cannot be put off', () => {
  it('fails: the expressions of one node that together do too much', { timeout: 120_000 }, () => {
    const heavy = { expr: cel('range(900).map(i, range(100).map(j, i * j).sum()).sum()') };
    const values = Array.from({ length: 1_000 }, (_, index) => [`v${index}`, heavy] as const);
    const { result } = runInMemory(planOf(scopeOf([{ name: 'all', kind: 'let', values }])), echo);
    expect(result).toMatchObject({ status: 'failed', error: { type: 'expression', instance: 'all#1' } });
  });

  it('fails: a call that is too large', () => {
    const plan = planOf(scopeOf([tool('big', { input: { value: 'x'.repeat(17_000_000) } })]));
    const { result, commands } = runInMemory(plan, echo);
    expect(result).toMatchObject({ error: { type: 'input', instance: 'big#1' } });
    expect(commands.map(({ type }) => type)).toEqual(['finish']);
  });

  it('fails: an output of the run that does not fit, counted in bytes', () => {
    const plan = planOf(scopeOf([value('wide', { value: '€'.repeat(5_700_000) })]));
    expect(runInMemory(plan, echo).result).toMatchObject({ error: { type: 'output' } });
  });
});
