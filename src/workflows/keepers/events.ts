/**
 * The workflow that keeps the events of one shard: takes what is emitted, sends it to the runs that wait. Owns the
 * sending and how long one execution lasts; the routing is `router.ts`.
 *
 * EV1. Whoever was told that an event is taken finds it delivered or kept, whatever is killed in between: the state is
 *      Temporal's.
 * EV2. One execution ends when Temporal asks for it or a newer build is there, and the next one goes on with all that is not delivered.
 */
import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import { isObject } from '../../interpreter/sandbox.ts';
import { goOn, isToGoOn } from '../go-on.ts';
import { eventSignal } from '../messages.ts';
import { namedEventOf } from '../parse.ts';
import { closedRuns } from './closed-runs.ts';
import { createDeaf, type Deaf } from './deaf.ts';
import { type Emitted, emitSignal, subscribeSignal, type Subscription } from './messages.ts';
import {
  createRouter,
  type Delivery,
  delivered,
  emit,
  gone,
  nextDeliveries,
  type RouterState,
  subscribe,
  subscribers,
} from './router.ts';
import { take } from './take.ts';

export async function keepEvents(state: RouterState = createRouter()): Promise<never> {
  take(emitSignal, '{ id, name, key?, data? }', emittedOf, (event) => emit(state, event, Date.now()));
  take(subscribeSignal, '{ runId, name, key? }', subscriptionOf, (to) => subscribe(state, to, Date.now()));
  const deaf = createDeaf();
  const next = () => nextDeliveries(state, (runId) => deaf.has(runId));
  for (;;) {
    await condition(() => (state.outbox.length > 0 && next().length > 0) || isToGoOn());
    await Promise.all(next().map((delivery) => deliver(state, delivery, deaf)));
    if (isToGoOn()) await goOnAnew(state);
  }
}

function emittedOf(sent: unknown): Emitted | undefined {
  const event = namedEventOf(sent);
  return event?.id === undefined ? undefined : { ...event, id: event.id };
}

function subscriptionOf(sent: unknown): Subscription | undefined {
  const topic = namedEventOf(sent);
  if (!topic || !isObject(sent) || typeof sent['runId'] !== 'string') return undefined;
  const { name, key } = topic;
  return { runId: sent['runId'], name, ...(key !== undefined && { key }) };
}

/** The signal fails when the run is over, or was never there, or is deaf. */
async function deliver(state: RouterState, delivery: Delivery, deaf: Deaf): Promise<void> {
  try {
    await getExternalWorkflowHandle(delivery.runId).signal(eventSignal, delivery.event);
    delivered(state, delivery);
  } catch (failure) {
    if (!deaf.note(delivery.runId, failure)) gone(state, delivery.runId);
  }
}

async function goOnAnew(state: RouterState): Promise<void> {
  const runs = subscribers(state).map((runId) => ({ runId }));
  for (const { runId } of await closedRuns(runs)) gone(state, runId);
  await goOn(state);
}
