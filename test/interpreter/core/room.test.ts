/** The counting of what a moment and a visit may cost; what follows from it is `effort.test.ts`. */
import { describe, expect, it } from 'vitest';
import {
  checkSize,
  checkVisit,
  hasRoom,
  spendLook,
  spendWork,
} from '../../../src/interpreter/core/effort.ts';
import { createState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import { forward, planOf, scopeOf, tool, value } from '../../support/plan.ts';

const plan = planOf(scopeOf([value('a', { value: 1 }), tool('b')], [forward(0, 1)]));
const fresh = () => createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});

describe('the work of a visit', () => {
  it('has a bound, and is counted anew for the next', () => {
    const state = fresh();
    spendWork(state, 127_999_999);
    expect(checkVisit(state)).toBeUndefined();
    spendWork(state, 1);
    expect(checkVisit(state)).toMatchObject({ type: 'expression', retryable: false });
    spendLook(state);
    expect(checkVisit(state)).toBeUndefined();
  });
});

describe('the room of a moment', () => {
  it('is used up by looks, by work and by bytes handed on', () => {
    const state = fresh();
    spendWork(state, 63_990_000);
    for (const _ of [1, 2, 3]) spendLook(state);
    expect(hasRoom(state)).toBe(true);
    expect(checkSize(state, 'input', 'x'.repeat(14))).toBeUndefined();
    expect(hasRoom(state)).toBe(false);
  });

  it('is not used by what is too large to be handed on', () => {
    const state = fresh();
    const most = 16 * 1024 * 1024 - 2;
    const large = 'x'.repeat(most + 1);
    expect(checkSize(state, 'input', large)).toMatchObject({ type: 'input', retryable: false });
    expect(checkSize(state, 'output', large)).toMatchObject({ type: 'output', retryable: false });
    expect(state.moment.effort).toBe(0);
    expect(checkSize(state, 'output', 'x'.repeat(most))).toBeUndefined();
  });

  it('is given anew to the timer that goes on with the rest', () => {
    const state = fresh();
    state.moment = { at: 1, effort: 64_000_000, visit: 0 };
    expect(transition(plan, state, { type: 'start', at: 1 })).toMatchObject([
      { type: 'timer', op: 'more', ms: 1, group: 'more' },
    ]);
    expect(transition(plan, state, { type: 'fired', at: 2, op: 'more' })).toMatchObject([{ op: 'b#1' }]);
    expect(Object.keys(state.ops)).toEqual(['b#1']);
  });
});

it('takes no call for a timer', () => {
  const state = fresh();
  transition(plan, state, { type: 'start', at: 1 });
  expect(() => transition(plan, state, { type: 'fired', at: 2, op: 'b#1' })).toThrow('does not fire');
});
