/** When calls of the local lane begin, and when their ends are heard. */
import { describe, expect, it } from 'vitest';
import type { CallCommand } from '../../src/interpreter/core/command.ts';
import { createLane, type Over } from '../../src/workflows/lane.ts';

const of = (op: string, group = 'run'): CallCommand => ({
  type: 'call',
  op,
  activity: 'tool.x',
  input: null,
  title: op,
  retry: { attempts: 1, backoffMs: 1, factor: 1, maxMs: 1, jitter: 0 },
  awaitStop: false,
  group,
});

/** A lane whose calls end when the test says so. */
function bench({ beside = 0 } = {}) {
  const local: string[] = [];
  const activities: string[] = [];
  const heard: string[] = [];
  const open = new Map<string, Over>();
  let wake: (() => void) | undefined;
  let inside = 0;
  const lane = createLane({
    local(command, index, size, over) {
      local.push(`${command.op} ${index + 1}/${size}`);
      open.set(command.op, over);
    },
    activity: ({ op }) => activities.push(op),
    underWay: () => inside + beside,
    later: (then) => {
      wake = then;
    },
  });
  return {
    lane,
    local,
    activities,
    heard,
    enter: (...commands: readonly (string | CallCommand)[]) => {
      for (const command of commands) {
        inside++;
        lane.enter(typeof command === 'string' ? of(command) : command);
      }
      lane.go();
    },
    /** @param follows what the end leads to */
    end: (op: string, { size = 1, follows = (): void => undefined } = {}) => {
      open.get(op)?.(size, () => {
        inside--;
        heard.push(op);
        follows();
      });
    },
    wake: () => wake?.(),
  };
}

describe('a round', () => {
  it('begins with all that waits, and is heard when the last of it is over, in its own order', () => {
    const { enter, local, end, heard } = bench();
    enter('a', 'b', 'c');
    expect(local).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
    end('c');
    end('a');
    expect(heard).toEqual([]);
    end('b');
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it('is followed by one of all that its ends have led to', () => {
    const { enter, local, end, lane } = bench();
    enter('a', 'b');
    end('a', { follows: () => lane.enter(of('c')) });
    end('b', { follows: () => lane.enter(of('d')) });
    expect(local.slice(2)).toEqual(['c 1/2', 'd 2/2']);
  });

  it('has at most a hundred calls', () => {
    const { enter, local } = bench();
    enter(...Array.from({ length: 130 }, (_, index) => `n${index}`));
    expect(local).toHaveLength(100);
  });
});

describe('the run is heard again', () => {
  it('after ten rounds: one call is an activity', () => {
    const { enter, end, local, activities, lane } = bench();
    for (let step = 0; step < 10; step++) {
      enter(`s${step}`);
      end(`s${step}`);
    }
    enter('s10');
    expect(local).toHaveLength(10);
    expect(activities).toEqual(['s10']);
    lane.heard();
    enter('s11');
    expect(local).toHaveLength(11);
  });

  it('after results that are large together', () => {
    const { enter, end, activities } = bench();
    enter('a');
    end('a', { size: 1_000_000 });
    enter('b');
    expect(activities).toEqual(['b']);
  });

  it('and what waits meanwhile goes on then, or a second later', () => {
    const { enter, end, local, activities, wake } = bench();
    enter('a');
    end('a', { size: 1_000_000 });
    enter('b', 'c');
    enter('d');
    expect(activities).toEqual(['b']);
    expect(local).toHaveLength(1);
    wake();
    expect(local.slice(1)).toEqual(['c 1/2', 'd 2/2']);
  });
});

it('beside much else all are activities', () => {
  const { enter, local, activities } = bench({ beside: 41 });
  enter('a', 'b');
  expect([local, activities]).toEqual([[], ['a', 'b']]);
});

it('what is about to be stopped stops as others do', () => {
  const { enter, end, lane, local, activities } = bench();
  enter('a');
  enter(of('b', 'stopped'), of('c'));
  lane.flush('stopped');
  expect(activities).toEqual(['b']);
  end('a');
  expect(local).toEqual(['a 1/1', 'c 1/1']);
});
