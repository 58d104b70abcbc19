/** How scopes end: by `end`, by failure, by cancellation, with blocks inside, and what is undone in which order. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/interpreter/core/command.ts';
import { createState, type RunState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import type { Plan, ScopePlan } from '../../../src/interpreter/plan.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { forward, human, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const echo = () => ({ result: {} });
const undo = (name: string): ScopePlan =>
  scopeOf([{ ...tool('compensate'), title: { value: `undo ${name}` } }]);
const block = (name: string, scope: ScopePlan, more: { compensate?: ScopePlan } = {}) =>
  ({ name, kind: 'do', scope, ...more }) as const;

function calls(commands: readonly Command[]): readonly string[] {
  return commands.flatMap((command) => (command.type === 'call' ? [command.op] : []));
}

/** Begins a run and leaves it where it stands. */
function begun(plan: Plan): { readonly state: RunState; readonly commands: readonly Command[] } {
  const state = createState(plan, { id: 'run-1', workflow: plan.name, version: 1 }, {});
  return { state, commands: transition(plan, state, { type: 'start', at: 1 }) };
}

describe('end', () => {
  it('withdraws what runs and waits for it to have stopped before the run succeeds', () => {
    const plan = planOf(
      scopeOf(
        [tool('slow'), human('ask'), { name: 'stop', kind: 'end', levels: 0, output: { value: 7 } }],
        [forward(1, 2)],
      ),
    );
    const { state } = begun(plan);
    const answered = transition(plan, state, { type: 'answer', at: 2, answer: { request: 'ask#1' } });
    expect(answered).toEqual([{ type: 'stop', group: 'run' }]);
    expect(state.result).toBeUndefined();
    const stopped = transition(plan, state, { type: 'stopped', at: 3, op: 'slow#1' });
    expect(stopped).toEqual([{ type: 'finish', result: { status: 'succeeded', output: 7 } }]);
  });

  it('inside a block ends the block alone', () => {
    const inner = scopeOf([{ name: 'stop', kind: 'end', levels: 0, output: { value: 7 } }, human('ask')]);
    const plan = planOf(scopeOf([block('blk', inner), tool('next')], [forward(0, 1)]));
    const { result, commands } = runInMemory(plan, echo);
    expect(result?.status).toBe('succeeded');
    expect(calls(commands)).toEqual(['next#1']);
  });
});

describe('failure', () => {
  it('waits for cancelled work, and compensates work that was done all the same', () => {
    const slow = { ...tool('slow'), compensate: undo('slow') };
    const plan = planOf(scopeOf([slow, tool('bad')]));
    const { state } = begun(plan);
    const error = { type: 'broken', title: 'It broke', retryable: false };
    expect(transition(plan, state, { type: 'failed', at: 2, op: 'bad#1', error })).toEqual([
      { type: 'stop', group: 'run' },
    ]);
    const undone = transition(plan, state, { type: 'done', at: 3, op: 'slow#1', result: {} });
    expect(undone).toMatchObject([
      { type: 'timer', op: 'slow#1/compensate/cleanup' },
      { type: 'call', op: 'slow#1/compensate#1', group: 'slow#1/compensate' },
    ]);
    const end = transition(plan, state, { type: 'done', at: 4, op: 'slow#1/compensate#1', result: {} });
    expect(end.at(-1)).toMatchObject({
      type: 'finish',
      result: { status: 'failed', error: { type: 'broken', instance: 'bad#1' } },
    });
  });

  it('undoes blocks from the inside, each visit once, in the reverse order of the ends', () => {
    const inner = scopeOf(
      [
        { ...tool('a'), compensate: undo('a') },
        { ...tool('b'), compensate: undo('b') },
      ],
      [forward(0, 1)],
    );
    const whole = block('whole', scopeOf([{ ...tool('c'), compensate: undo('c') }]), {
      compensate: undo('whole'),
    });
    const plan = planOf(scopeOf([block('blk', inner), whole, tool('bad')], [forward(0, 1), forward(1, 2)]));
    const error = { type: 'broken', title: 'It broke', retryable: false };
    const { commands, result } = runInMemory(plan, (_, { op }) =>
      op === 'bad#1' ? { error } : { result: {} },
    );
    expect(result?.status).toBe('failed');
    // A succeeded block with a compensation of its own is undone by that alone.
    expect(calls(commands).slice(4)).toEqual([
      'whole#1/compensate#1',
      'blk#1/b#1/compensate#1',
      'blk#1/a#1/compensate#1',
    ]);
  });

  it('gives up a compensation that takes longer than limits.cleanup, and goes on with the others', () => {
    const waits = scopeOf([
      { name: 'compensate', kind: 'human', prompt: { value: '?' }, outcomes: [], assignees: [], solo: true },
    ]);
    const plan = planOf(
      scopeOf(
        [
          { ...value('a', { value: 1 }), compensate: undo('a') },
          { ...value('b', { value: 1 }), compensate: waits },
          tool('bad'),
        ],
        [forward(0, 1), forward(1, 2)],
      ),
    );
    const error = { type: 'broken', title: 'It broke', retryable: false };
    const { result, commands } = runInMemory(plan, (_, { op }) =>
      op === 'bad#1' ? { error } : { result: {} },
    );
    expect(calls(commands)).toEqual(['bad#1', 'a#1/compensate#1']);
    expect(result).toMatchObject({
      error: { type: 'broken', data: { compensation: [{ type: 'timeout' }] } },
    });
  });
});

describe('cancellation', () => {
  it('does not reach what undoes, and a second one changes nothing', () => {
    const plan = planOf(scopeOf([{ ...value('a', { value: 1 }), compensate: undo('a') }, human('ask')]));
    const { state } = begun(plan);
    const first = transition(plan, state, { type: 'cancel', at: 2 });
    expect(first).toMatchObject([
      { type: 'stop', group: 'run' },
      { type: 'timer', op: 'a#1/compensate/cleanup' },
      { type: 'call', op: 'a#1/compensate#1' },
    ]);
    expect(transition(plan, state, { type: 'cancel', at: 3 })).toEqual([]);
    const end = transition(plan, state, { type: 'done', at: 4, op: 'a#1/compensate#1', result: {} });
    expect(end.at(-1)).toMatchObject({ type: 'finish', result: { status: 'cancelled' } });
  });

  it('refuses answers to what was withdrawn, and after the end', () => {
    const plan = planOf(scopeOf([human('ask'), tool('slow')]));
    const { state } = begun(plan);
    transition(plan, state, { type: 'cancel', at: 2 });
    transition(plan, state, { type: 'answer', at: 3, answer: { request: 'ask#1' } });
    expect(state.refused).toMatchObject([{ type: 'resume-answered', request: 'ask#1' }]);
  });
});

describe('late news', () => {
  it('of operations that are not waited for changes nothing (T2)', () => {
    const plan = planOf(scopeOf([human('ask')]));
    const { state } = begun(plan);
    const before = JSON.stringify(state);
    for (const op of ['nobody#1', 'ask#1', 'ask#1/deadline']) {
      expect(transition(plan, state, { type: 'done', at: 1, op, result: {} })).toEqual([]);
      expect(transition(plan, state, { type: 'fired', at: 1, op })).toEqual([]);
      expect(transition(plan, state, { type: 'stopped', at: 1, op })).toEqual([]);
    }
    expect(JSON.stringify(state)).toBe(before);
  });
});
