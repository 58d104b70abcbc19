/** The routing of events as plain state: who gets what, and what is kept. */
import { describe, expect, it } from 'vitest';
import {
  createRouter,
  delivered,
  emit,
  gone,
  nextDeliveries,
  type RouterState,
  subscribe,
} from '../../../src/workflows/keepers/router.ts';

let count = 0;
const event = (name: string, key?: string, data = 'x') => ({
  id: `e${++count}`,
  name,
  data,
  ...(key !== undefined && { key }),
});

/** Sends all there is; gives what each run got, in its order. */
function drain(state: RouterState, dead: readonly string[] = []): Record<string, unknown[]> {
  const got: Record<string, unknown[]> = {};
  for (let next = nextDeliveries(state); next.length > 0; next = nextDeliveries(state)) {
    for (const delivery of next) {
      if (dead.includes(delivery.runId)) gone(state, delivery.runId);
      else {
        (got[delivery.runId] ??= []).push(delivery.event.data);
        delivered(state, delivery);
      }
    }
  }
  return got;
}

describe('an event', () => {
  it('goes to every run that waits for its name and key, or for its name alone', () => {
    const state = createRouter();
    subscribe(state, { runId: 'a', name: 'paid', key: '1' }, 0);
    subscribe(state, { runId: 'b', name: 'paid' }, 0);
    subscribe(state, { runId: 'c', name: 'paid', key: '2' }, 0);
    emit(state, event('paid', '1', 'one'), 0);
    emit(state, event('paid', undefined, 'none'), 0);
    emit(state, event('shipped', '1', 'other'), 0);
    expect(drain(state)).toEqual({ a: ['one'], b: ['one', 'none'] });
    expect(state.kept).toHaveLength(1);
  });

  it('of the same id is one, also when it was delivered long ago', () => {
    const state = createRouter();
    subscribe(state, { runId: 'a', name: 'paid' }, 0);
    const twice = event('paid');
    emit(state, twice, 0);
    drain(state);
    emit(state, twice, 0);
    expect(drain(state)).toEqual({});
  });

  it('comes to a run after those before it, one at a time', () => {
    const state = createRouter();
    subscribe(state, { runId: 'a', name: 'paid' }, 0);
    for (const data of ['1', '2', '3']) emit(state, event('paid', undefined, data), 0);
    expect(nextDeliveries(state)).toHaveLength(1);
    expect(drain(state)).toEqual({ a: ['1', '2', '3'] });
  });

  it('that reaches nobody is kept for the first run that comes', () => {
    const state = createRouter();
    emit(state, event('paid', '1', 'early'), 0);
    subscribe(state, { runId: 'a', name: 'paid', key: '2' }, 1);
    subscribe(state, { runId: 'b', name: 'paid' }, 1);
    subscribe(state, { runId: 'c', name: 'paid', key: '1' }, 1);
    expect(drain(state)).toEqual({ b: ['early'] });
    expect(state.kept).toEqual([]);
  });

  it('on its way to a run that is over goes to who waits by then, or is kept', () => {
    const state = createRouter();
    subscribe(state, { runId: 'dead', name: 'paid' }, 0);
    emit(state, event('paid', '1', 'lost'), 0);
    subscribe(state, { runId: 'late', name: 'paid', key: '1' }, 0);
    expect(drain(state, ['dead'])).toEqual({ late: ['lost'] });
    emit(state, event('other'), 0);
    subscribe(state, { runId: 'dead', name: 'other' }, 0);
    expect(drain(state, ['dead'])).toEqual({});
    expect(state.kept).toHaveLength(1);
    expect(state.subscriptions).toEqual({ '["paid","1"]': ['late'] });
  });

  it('that reached one of two is not kept for a third', () => {
    const state = createRouter();
    for (const runId of ['a', 'dead']) subscribe(state, { runId, name: 'paid' }, 0);
    emit(state, event('paid'), 0);
    expect(drain(state, ['dead'])).toEqual({ a: ['x'] });
    expect(state.kept).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is at most 1,000 for a name and key; the oldest goes first', () => {
    const state = createRouter();
    emit(state, event('other'), 0);
    for (let index = 0; index < 1_100; index++) emit(state, event('paid', '1', String(index)), 0);
    subscribe(state, { runId: 'a', name: 'paid', key: '1' }, 0);
    const { a = [] } = drain(state);
    expect(a).toHaveLength(1_000);
    expect(a[0]).toBe('100');
    expect(state.kept).toHaveLength(1);
  });

  it('is kept for 24 hours', () => {
    const state = createRouter();
    const day = 24 * 3_600_000;
    emit(state, event('paid', undefined, 'old'), 0);
    emit(state, event('paid', undefined, 'new'), 1);
    subscribe(state, { runId: 'a', name: 'paid' }, day);
    expect(drain(state)).toEqual({ a: ['new'] });
  });

  it('is at most 1 MiB in all', () => {
    const state = createRouter();
    const large = 'x'.repeat(400_000);
    for (let index = 0; index < 5; index++) emit(state, event(`n${index}`, undefined, large), 0);
    expect(state.kept.map(({ event }) => event.name)).toEqual(['n3', 'n4']);
  });
});
