/**
 * The workflow that keeps the global locks: one for all names, because names are taken together. Owns telling runs that
 * it is their turn, and taking back what a run that is over has left; who is next is `queues.ts`.
 */
import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import { isObject } from '../../interpreter/sandbox.ts';
import { goOn, isToGoOn } from '../go-on.ts';
import { grantedSignal } from '../messages.ts';
import { acquireSignal, type LockHolder, type LockRequest, releaseSignal } from './messages.ts';
import { closedRuns } from './closed-runs.ts';
import { createDeaf, type Deaf } from './deaf.ts';
import {
  acquire,
  blocking,
  createQueues,
  type Entry,
  granting,
  type QueuesState,
  release,
} from './queues.ts';
import { take } from './take.ts';

/** Temporal allows 2,000 signals on their way. */
const atOnce = 200;

/** How often holders are looked after while somebody waits for them. */
const lookEveryMs = 5_000;

export async function keepLocks(state: QueuesState = createQueues()): Promise<never> {
  take(acquireSignal, '{ runId, execution, op, names }', requestOf, (request) => acquire(state, request));
  take(releaseSignal, '{ runId, execution, op }', holderOf, (holder) => release(state, holder));
  const deaf = createDeaf();
  const toTell = () => granting(state).filter(({ runId }) => !deaf.has(runId));
  for (;;) {
    if (!(await somethingToDo(state, toTell))) await takeBack(state);
    await Promise.all(
      toTell()
        .slice(0, atOnce)
        .map((entry) => tell(state, entry, deaf)),
    );
    if (isToGoOn()) await goOn(state);
  }
}

/** False when holders were waited for so long that they are to be looked after. */
async function somethingToDo(state: QueuesState, toTell: () => readonly Entry[]): Promise<boolean> {
  const now = () => toTell().length > 0 || isToGoOn();
  await condition(() => now() || blocking(state).length > 0);
  return now() || condition(now, lookEveryMs);
}

/** The signal fails when the run is over, or deaf; it may have gone on in a new execution. */
async function tell(state: QueuesState, entry: Entry, deaf: Deaf): Promise<void> {
  const { runId, execution, op } = entry;
  try {
    await getExternalWorkflowHandle(runId).signal(grantedSignal, { execution, op });
    entry.state = 'held';
  } catch (failure) {
    if (!deaf.note(runId, failure)) release(state, entry);
  }
}

async function takeBack(state: QueuesState): Promise<void> {
  for (const holder of await closedRuns(blocking(state))) release(state, holder);
}

function holderOf(sent: unknown): LockHolder | undefined {
  if (!isObject(sent)) return undefined;
  const { runId, execution, op } = sent;
  if (typeof runId !== 'string' || typeof execution !== 'string' || typeof op !== 'string') return undefined;
  return { runId, execution, op };
}

function requestOf(sent: unknown): LockRequest | undefined {
  const holder = holderOf(sent);
  const names: unknown = isObject(sent) ? sent['names'] : undefined;
  if (!holder || !Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return { ...holder, names };
}
