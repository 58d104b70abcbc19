/**
 * `map`, `filter`, `all`, `exists`, `exists_one`, `sortBy`, `groupBy`: an expression for each item of a list, or for
 * each key of an object. Owns the loops; each item is charged before it is visited.
 */
import { boolean, fromEntries, outcome } from './frame.ts';
import type { Frame, Run } from './frame.ts';
import { checkLength, sortByKeys } from './functions/order.ts';
import { spendItem } from './limits.ts';
import type { Comprehension } from './syntax.ts';
import { Fault, isList, isMap, isNumber, kindOf } from './value.ts';
import type { Value } from './value.ts';

/** The parts of a comprehension, compiled. `slot` holds the item while `where` and `body` look at it. */
export interface LoopCode {
  readonly of: Run;
  readonly where: Run | undefined;
  readonly body: Run;
  readonly slot: number;
  readonly source: string;
}

export function comprehension(term: Comprehension, { of, where, body, slot, source }: LoopCode): Run {
  const finish = loops[term.macro];
  return (frame) => {
    const items = iterable(of(frame), source);
    const visit = function* (): Iterable<Value> {
      for (const item of items) {
        spendItem(frame.budget, term.cost);
        frame.slots[slot] = item;
        if (where === undefined || boolean(where(frame), term.macro)) yield item;
      }
    };
    return finish(visit(), body, frame);
  };
}

function iterable(value: Value | undefined, source: string): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value)) return Object.keys(value);
  throw new Fault('type', `${source} is ${kindOf(value)}, not a list`);
}

type Loop = (items: Iterable<Value>, body: Run, frame: Frame) => Value;

const loops: Readonly<Record<Comprehension['macro'], Loop>> = {
  map(items, body, frame) {
    const made: Value[] = [];
    for (const _ of items) {
      const value = body(frame);
      if (value !== undefined) made.push(value);
    }
    return made;
  },
  filter(items, body, frame) {
    const kept: Value[] = [];
    for (const item of items) if (boolean(body(frame), 'filter')) kept.push(item);
    return kept;
  },
  all: (items, body, frame) => !decided(items, body, frame, false),
  exists: (items, body, frame) => decided(items, body, frame, true),
  exists_one(items, body, frame) {
    let count = 0;
    for (const _ of items) if (boolean(body(frame), 'exists_one')) count++;
    return count === 1;
  },
  sortBy(items, body, frame) {
    const keyed: [Value | undefined, Value][] = [];
    for (const item of items) keyed.push([body(frame), item]);
    return sortByKeys(keyed, frame.budget);
  },
  groupBy(items, body, frame) {
    const groups = new Map<string, Value[]>();
    for (const item of items) {
      const key = groupKey(body(frame));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    checkLength(groups.size);
    return fromEntries([...groups]);
  },
};

/** Whether any item gives `wanted`; a fault of another item counts only if none does. */
function decided(items: Iterable<Value>, body: Run, frame: Frame, wanted: boolean): boolean {
  let fault: Fault | undefined;
  for (const _ of items) {
    const result = outcome(body, frame, wanted ? 'exists' : 'all');
    if (result === wanted) return true;
    if (result instanceof Fault) fault ??= result;
  }
  if (fault !== undefined) throw fault;
  return false;
}

function groupKey(value: Value | undefined): string {
  if (typeof value === 'string' || typeof value === 'boolean' || isNumber(value)) return String(value);
  throw new Fault('type', `groupBy needs a string, a number or a boolean as key, not ${kindOf(value)}`);
}
