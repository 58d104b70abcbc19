/**
 * Events: who waits for which, and what is kept for later. Owns the lists; starting and ending of
 * nodes is elsewhere.
 *
 * EV1. An event is taken by one receiver, the first in the order of their starts.
 * EV2. What nobody waits for is kept, at most 1,000 events; the oldest goes first. The same id twice is once.
 */
import type { Json } from '../json.ts';
import type { NamedEvent } from './event.ts';
import { beginBeside, keyOf, ownRetry } from './operations.ts';
import type { Receiver, VisitRef } from './state.ts';
import { type Step, visitId } from './step.ts';

const maxKept = 1_000;
const maxSeen = 1_000;

type Want = Receiver['wants'][number];

/** Notes the event; gives the receiver that takes it, or keeps it. */
export function offer(step: Step, event: NamedEvent): Receiver | undefined {
  const { events } = step.state;
  if (event.id !== undefined) {
    if (events.seen.includes(event.id)) return undefined;
    events.seen.push(event.id);
    if (events.seen.length > maxSeen) events.seen.shift();
  }
  const receiver = events.receivers.find(({ wants }) => wants.some((want) => matches(want, event)));
  if (receiver) return receiver;
  events.kept.push(event);
  if (events.kept.length > maxKept) events.kept.shift();
  return undefined;
}

/** Without a key every event of the name is meant. */
function matches(want: Want, event: NamedEvent): boolean {
  return want.name === event.name && (want.key === undefined || want.key === event.key);
}

/** Takes the oldest kept event that is wanted. */
export function takeKept(step: Step, wants: readonly Want[]): NamedEvent | undefined {
  const { events } = step.state;
  const index = events.kept.findIndex((event) => wants.some((want) => matches(want, event)));
  return index < 0 ? undefined : events.kept.splice(index, 1)[0];
}

/** From now on the visit, or the map, is offered events; the run is sent them from outside too. */
export function register(step: Step, receiver: Receiver): void {
  const { events } = step.state;
  events.receivers.push(receiver);
  receiver.wants.forEach((want, index) => {
    const route = want.key === undefined ? want.name : `${want.name} ${want.key}`;
    if (events.subscribed.includes(route)) return;
    events.subscribed.push(route);
    const op = `${visitId(step, receiver)}/subscribe${index === 0 ? '' : `.${index}`}`;
    beginBeside(step, receiver, op, 'event.subscribe', {
      kind: 'subscribe',
      key: keyOf(step, op),
      retry: ownRetry,
      name: want.name,
      ...(want.key !== undefined && { eventKey: want.key }),
    });
  });
}

/** Nothing is offered to this visit any more. */
export function dropReceivers(step: Step, at: VisitRef): void {
  const { events } = step.state;
  if (events.receivers.length === 0) return;
  const same = (receiver: Receiver) =>
    receiver.scope === at.scope && receiver.node === at.node && receiver.visit === at.visit;
  events.receivers = events.receivers.filter((receiver) => !same(receiver));
}

/** What expressions see of an event. */
export function eventJson({ name, key, data }: NamedEvent): Json {
  return { name, ...(key !== undefined && { key }), data: data ?? null };
}
