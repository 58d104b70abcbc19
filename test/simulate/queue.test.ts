import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Class, createQueue } from '../../src/simulate/queue.ts';

function drain(queue: ReturnType<typeof createQueue<string>>): readonly string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
}

describe('virtual time', () => {
  it('work before what comes from outside, and that before timers; else in the order of putting (Q1)', () => {
    const classes = constantFrom<Class>('work', 'outside', 'timer');
    assert(
      property(array(tuple(classes, nat(3))), (entries) => {
        const queue = createQueue<string>(0);
        entries.forEach(([of, after], index) => queue.put(of, after, `${index}`));
        const ranks = { work: 0, outside: 1, timer: 2 };
        const sorted = entries
          .map(([of, after], index) => ({ key: after * 3 + ranks[of], index }))
          .toSorted((a, b) => a.key - b.key || a.index - b.index);
        expect(drain(queue)).toEqual(sorted.map(({ index }) => `${index}`));
      }),
    );
  });

  it('what has no time waits for work to end, and comes before time goes on (Q2)', () => {
    const queue = createQueue<string>(100);
    queue.put('timer', 10, 'timer');
    queue.put('work', 5, 'work');
    queue.putIdle(1, 'event');
    queue.putIdle(0, 'person');
    expect(drain(queue)).toEqual(['work', 'person', 'event', 'timer']);
    expect(queue.now()).toBe(110);
  });

  it('what is removed does not happen, and is no work under way', () => {
    const queue = createQueue<string>(0);
    const work = queue.put('work', 5, 'work');
    expect(queue.isLater(work)).toBe(true);
    queue.putIdle(0, 'person');
    queue.remove(work);
    expect(drain(queue)).toEqual(['person']);
    expect(queue.now()).toBe(0);
  });
});
