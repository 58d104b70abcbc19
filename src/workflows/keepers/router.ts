/**
 * The keeper of events, as plain state: who waits for what, what is on its way, and what nobody waits for yet. Owns the
 * routing; sending is `events.ts`. What a run does with an event is the core's.
 *
 * RT1. An event goes to every run that has subscribed to its name and key, or to its name alone; the same id once.
 * RT2. The events of one run come in the order in which they were emitted: one at a time is on its way to it.
 * RT3. What reaches nobody is kept for the first run that subscribes: at most 1,000 for each name and key, 24 hours,
 *      and 1 MiB in all; the oldest goes first.
 */
import type { Emitted, Subscription } from './messages.ts';

export interface RouterState {
  /** Topic → run ids, in the order of their subscriptions. */
  subscriptions: Record<string, string[]>;
  /** On their way, oldest first. */
  outbox: Outgoing[];
  /** Reached nobody, oldest first. */
  kept: { readonly event: Emitted; readonly at: number; readonly size: number }[];
  /** Ids of the newest events. */
  seen: string[];
}
interface Outgoing {
  readonly event: Emitted;
  readonly at: number;
  /** Runs that have not been reached yet. */
  to: string[];
  reached: boolean;
}
export interface Delivery {
  readonly runId: string;
  readonly event: Emitted;
}

const limits = { seen: 1_000, kept: 1_000, keptMs: 24 * 3_600_000, keptSize: 1024 * 1024, atOnce: 200 };

export function createRouter(): RouterState {
  return { subscriptions: {}, outbox: [], kept: [], seen: [] };
}

function topicOf(name: string, key: string | undefined): string {
  return JSON.stringify(key === undefined ? [name] : [name, key]);
}

/** Of an event: those of its own name and key, and those of every key. */
function topicsOf({ name, key }: Emitted): readonly string[] {
  return key === undefined ? [topicOf(name, undefined)] : [topicOf(name, key), topicOf(name, undefined)];
}

export function emit(state: RouterState, event: Emitted, now: number): void {
  if (state.seen.includes(event.id)) return;
  state.seen.push(event.id);
  if (state.seen.length > limits.seen) state.seen.shift();
  route(state, event, now);
}

function route(state: RouterState, event: Emitted, at: number): void {
  const to = [...new Set(topicsOf(event).flatMap((topic) => state.subscriptions[topic] ?? []))];
  if (to.length > 0) state.outbox.push({ event, at, to, reached: false });
  else keep(state, event, at);
}

/** What was kept for its topic goes to the run (RT3). */
export function subscribe(state: RouterState, { runId, name, key }: Subscription, now: number): void {
  const topic = topicOf(name, key);
  const runs = (state.subscriptions[topic] ??= []);
  if (!runs.includes(runId)) runs.push(runId);
  forgetOld(state, now);
  const waiting = state.kept.filter(({ event }) => topicsOf(event).includes(topic));
  if (waiting.length === 0) return;
  state.kept = state.kept.filter((kept) => !waiting.includes(kept));
  state.outbox.push(...waiting.map(({ event, at }) => ({ event, at, to: [runId], reached: false })));
}

function keep(state: RouterState, event: Emitted, at: number): void {
  state.kept.push({ event, at, size: JSON.stringify(event).length });
  forgetOld(state, at);
  const same = (other: Emitted) => other.name === event.name && other.key === event.key;
  if (state.kept.filter((kept) => same(kept.event)).length > limits.kept)
    state.kept.splice(
      state.kept.findIndex((kept) => same(kept.event)),
      1,
    );
  let size = state.kept.reduce((sum, kept) => sum + kept.size, 0);
  while (size > limits.keptSize && state.kept.length > 1) size -= state.kept.shift()?.size ?? 0;
}

function forgetOld(state: RouterState, now: number): void {
  const fresh = state.kept.findIndex(({ at }) => now - at < limits.keptMs);
  state.kept.splice(0, fresh < 0 ? state.kept.length : fresh);
}

/** What can be sent now: for each run that is not left alone the oldest of its events (RT2). */
export function nextDeliveries(
  state: RouterState,
  isLeft: (runId: string) => boolean = () => false,
): readonly Delivery[] {
  const busy = new Set<string>();
  const deliveries: Delivery[] = [];
  for (const { event, to } of state.outbox) {
    for (const runId of to) {
      if (busy.has(runId) || isLeft(runId)) continue;
      busy.add(runId);
      deliveries.push({ runId, event });
      if (deliveries.length === limits.atOnce) return deliveries;
    }
  }
  return deliveries;
}

export function delivered(state: RouterState, delivery: Delivery): void {
  for (const outgoing of state.outbox) {
    if (outgoing.event !== delivery.event || !outgoing.to.includes(delivery.runId)) continue;
    outgoing.to = outgoing.to.filter((runId) => runId !== delivery.runId);
    outgoing.reached = true;
  }
  clean(state);
}

/** A run is over: nothing goes to it any more, and what reached nobody is routed anew. */
export function gone(state: RouterState, runId: string): void {
  for (const [topic, runs] of Object.entries(state.subscriptions)) {
    const others = runs.filter((other) => other !== runId);
    if (others.length > 0) state.subscriptions[topic] = others;
    else delete state.subscriptions[topic];
  }
  for (const outgoing of state.outbox) outgoing.to = outgoing.to.filter((other) => other !== runId);
  clean(state);
}

function clean(state: RouterState): void {
  const done = state.outbox.filter(({ to }) => to.length === 0);
  if (done.length === 0) return;
  state.outbox = state.outbox.filter(({ to }) => to.length > 0);
  for (const { event, at, reached } of done) if (!reached) route(state, event, at);
}

export function subscribers(state: RouterState): readonly string[] {
  return [...new Set(Object.values(state.subscriptions).flat())];
}
