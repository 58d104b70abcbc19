/** The queues of global locks as plain state: who is next, attacked with random requests. */
import { describe, expect, it } from 'vitest';
import {
  acquire,
  blocking,
  createQueues,
  granting,
  type QueuesState,
  release,
} from '../../../src/workflows/keepers/queues.ts';

const request = (op: string, ...names: readonly string[]) => ({ runId: 'r', execution: 'x', op, names });

/** Tells all whose turn it is; gives their operations. */
function tellAll(state: QueuesState): readonly string[] {
  const told = granting(state).map(({ op }) => op);
  for (const entry of granting(state)) entry.state = 'held';
  return told;
}

describe('a lock', () => {
  it('goes to one after the other, in the order of asking', () => {
    const state = createQueues();
    for (const op of ['a', 'b', 'c']) acquire(state, request(op, 'gpu'));
    expect(tellAll(state)).toEqual(['a']);
    release(state, request('a'));
    expect(tellAll(state)).toEqual(['b']);
  });

  it('of several names is taken together, and nobody overtakes in any of the queues', () => {
    const state = createQueues();
    acquire(state, request('a', 'x'));
    acquire(state, request('b', 'x', 'y'));
    acquire(state, request('c', 'y'));
    acquire(state, request('d', 'z'));
    expect(tellAll(state)).toEqual(['a', 'd']);
    release(state, request('a'));
    expect(tellAll(state)).toEqual(['b']);
    release(state, request('b'));
    expect(tellAll(state)).toEqual(['c']);
  });

  it('that is asked for twice is one, and one that was given back is not taken up again', () => {
    const state = createQueues();
    for (let copy = 0; copy < 2; copy++) acquire(state, request('a', 'x'));
    expect(state.requests).toHaveLength(1);
    release(state, request('a'));
    acquire(state, request('a', 'x'));
    expect(state.requests).toEqual([]);
  });

  it('that is not waited for any more gives up its place', () => {
    const state = createQueues();
    acquire(state, request('a', 'x'));
    acquire(state, request('b', 'x', 'y'));
    acquire(state, request('c', 'y'));
    tellAll(state);
    release(state, request('b'));
    expect(tellAll(state)).toEqual(['c']);
  });

  it('has holders that are looked after only while somebody waits for them', () => {
    const state = createQueues();
    acquire(state, request('a', 'x'));
    acquire(state, request('b', 'y'));
    tellAll(state);
    expect(blocking(state)).toEqual([]);
    acquire(state, request('c', 'y'));
    expect(blocking(state).map(({ op }) => op)).toEqual(['b']);
  });
});

/** A small generator with a seed, so that a failure can be seen again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it('is never held twice, and all are served, whatever comes in which order', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed);
    const state = createQueues();
    const asked = Array.from({ length: 30 }, (_, index) => {
      const names = ['p', 'q', 'r', 's'].filter(() => random(2) === 0);
      return request(`op${index}`, ...(names.length > 0 ? names : ['p']));
    });
    const served = new Set<string>();
    let next = 0;
    while (next < asked.length || state.requests.length > 0) {
      const one = asked[next];
      if (one && random(2) === 0) acquire(state, (next++, one));
      for (const op of tellAll(state)) served.add(op);
      const held = state.requests.filter((entry) => entry.state === 'held');
      const names = held.flatMap((entry) => entry.names);
      expect(new Set(names).size).toBe(names.length);
      const leaving = held[random(held.length + 1)];
      if (leaving) release(state, leaving);
      if (random(10) === 0 && one) release(state, asked[random(next + 1)] ?? one);
    }
    expect(served.size).toBeGreaterThan(0);
  }
});
