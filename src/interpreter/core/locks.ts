/**
 * Locks (S23): who waits for which names, and who holds them. Owns both lists; starting what was granted is
 * `visits.ts`. Global locks are granted from outside and only waited for here.
 *
 * LK1. All names of a visit are taken together; first come, first served for each name.
 * LK2. A lock is given back at the end of its visit, however that ends, and when its node is not to start any more.
 */
import type { LockCall } from '../call.ts';
import type { LockWaiter } from './state.ts';
import { beginBeside, keyOf, ownRetry } from './operations.ts';
import { findVisit, lookAt, type Step } from './step.ts';

/** Puts the visit into the queues of all names; it is looked at again when it has the lock. */
export function askLock(step: Step, waiter: LockWaiter): void {
  step.state.locks.waiting.push(waiter);
  if (waiter.reach === 'run') return grantLocks(step);
  const op = `${waiter.id}/lock`;
  beginBeside(step, waiter, op, 'lock.acquire', callOf(step, op, waiter));
}

export function hasLock({ state }: Step, id: string): boolean {
  return state.locks.held.some((holder) => holder.id === id);
}

export function waiterOf({ state }: Step, id: string): LockWaiter | undefined {
  const same = (waiter: LockWaiter) => waiter.id === id;
  return state.locks.held.find(same) ?? state.locks.waiting.find(same);
}

/** A global lock has come. Whoever does not wait for it any more has given it back already. */
export function granted(step: Step, id: string): void {
  const waiter = step.state.locks.waiting.find((other) => other.id === id);
  if (waiter) take(step, waiter);
}

/** Local locks that are free go to the first in their queues (LK1). */
function grantLocks(step: Step): void {
  const { locks } = step.state;
  const blocked = new Set<string>();
  for (const holder of locks.held)
    if (holder.reach === 'run') for (const name of holder.names) blocked.add(name);
  for (const waiter of locks.waiting) {
    if (waiter.reach === 'global') continue;
    const free = !waiter.names.some((name) => blocked.has(name));
    for (const name of waiter.names) blocked.add(name);
    if (free) take(step, waiter);
  }
}

function take(step: Step, waiter: LockWaiter): void {
  const { locks } = step.state;
  locks.waiting = locks.waiting.filter((other) => other !== waiter);
  locks.held.push(waiter);
  lookAt(step, waiter);
}

/** The visit has ended or will not begin (LK2). */
export function releaseLock(step: Step, id: string): void {
  const { locks } = step.state;
  const waiter = waiterOf(step, id);
  if (!waiter) return;
  locks.held = locks.held.filter((other) => other !== waiter);
  locks.waiting = locks.waiting.filter((other) => other !== waiter);
  delete step.state.ops[`${id}/timeout`];
  if (waiter.reach === 'run') return grantLocks(step);
  const op = `${id}/unlock`;
  beginBeside(step, waiter, op, 'lock.release', callOf(step, op, waiter));
}

function callOf(step: Step, op: string, { id, names }: LockWaiter): LockCall {
  const { execution } = step.state.run;
  return {
    kind: 'lock',
    key: keyOf(step, op),
    retry: ownRetry,
    ...(execution !== undefined && { execution }),
    op: id,
    names,
  };
}

/** What waits, or has the lock but has not begun, gives up its place. */
export function dropWaiters(step: Step, of: (waiter: LockWaiter) => boolean): void {
  const { locks } = step.state;
  if (locks.waiting.length + locks.held.length === 0) return;
  for (const waiter of [...locks.waiting, ...locks.held]) {
    if (of(waiter) && !findVisit(step, waiter)) releaseLock(step, waiter.id);
  }
}
