/**
 * What runs have in common outside of themselves: events between runs, locks over all of them, results that are kept.
 * Owns these three, as the workflows and stores of a server do; knows no node.
 */
import type { Call, EmitCall, LockCall, SubscribeCall } from '../interpreter/call.ts';
import type { NamedEvent } from '../interpreter/core/event.ts';
import type { Json } from '../interpreter/json.ts';

export interface Services {
  readonly subscribe: (run: string, call: SubscribeCall) => void;
  readonly emit: (call: EmitCall) => void;
  readonly acquire: (run: string, call: LockCall) => void;
  readonly release: (run: string, call: LockCall) => void;
  /** The run is over: it holds and waits for nothing any more. */
  readonly forget: (run: string) => void;
  readonly kept: (call: Call, now: number) => Json | undefined;
  readonly keep: (call: Call, value: Json, now: number) => void;
}

interface Told {
  readonly event: (run: string, event: NamedEvent) => void;
  readonly granted: (run: string, op: string) => void;
}

interface Holder {
  readonly run: string;
  readonly op: string;
  readonly names: readonly string[];
}

export function createServices(tell: Told): Services {
  return { ...createRouter(tell.event), ...createLocks(tell.granted), ...createCache() };
}

function wants(want: { name: string; key?: string }, event: NamedEvent): boolean {
  return want.name === event.name && (want.key === undefined || want.key === event.key);
}

/** What nobody waits for is kept for the first who does. */
function createRouter(deliver: Told['event']): Pick<Services, 'subscribe' | 'emit'> {
  const subscribers: { readonly run: string; readonly name: string; readonly key?: string }[] = [];
  let kept: NamedEvent[] = [];
  return {
    subscribe(run, { name, eventKey }) {
      const subscriber = { run, name, ...(eventKey !== undefined && { key: eventKey }) };
      subscribers.push(subscriber);
      const [now, later] = [true, false].map((wanted) =>
        kept.filter((event) => wants(subscriber, event) === wanted),
      );
      kept = later ?? [];
      for (const event of now ?? []) deliver(run, event);
    },
    emit({ key, event }) {
      const named = { id: key, ...event };
      const runs = new Set(subscribers.filter((want) => wants(want, named)).map(({ run }) => run));
      if (runs.size === 0) kept.push(named);
      for (const run of runs) deliver(run, named);
    },
  };
}

/** All names of a holder together; first come, first served for each name. */
function createLocks(grant: Told['granted']): Pick<Services, 'acquire' | 'release' | 'forget'> {
  let queue: (Holder & { held: boolean })[] = [];
  const grantAll = () => {
    const taken = new Set(queue.filter(({ held }) => held).flatMap(({ names }) => names));
    for (const holder of queue) {
      if (holder.held) continue;
      const free = !holder.names.some((name) => taken.has(name));
      for (const name of holder.names) taken.add(name);
      if (!free) continue;
      holder.held = true;
      grant(holder.run, holder.op);
    }
  };
  const drop = (of: (holder: Holder) => boolean) => {
    queue = queue.filter((holder) => !of(holder));
    grantAll();
  };
  return {
    acquire(run, { op, names }) {
      queue.push({ run, op, names, held: false });
      grantAll();
    },
    release: (run, { op }) => drop((holder) => holder.run === run && holder.op === op),
    forget: (run) => drop((holder) => holder.run === run),
  };
}

function createCache(): Pick<Services, 'kept' | 'keep'> {
  const entries = new Map<string, { readonly value: Json; readonly until: number }>();
  return {
    kept(call, now) {
      const entry = entries.get(cacheKey(call));
      return entry && entry.until > now ? entry.value : undefined;
    },
    keep(call, value, now) {
      entries.set(cacheKey(call), { value, until: now + (ttlOf(call) ?? Infinity) });
    },
  };
}

/** Of an agent the key is made by the core; of other work it is the call's own, or else all that goes into it. */
function cacheKey(call: Call): string {
  if (call.kind === 'cache') return JSON.stringify([call.node, call.of]);
  const { key: _, cache, ...inputs } = call;
  return JSON.stringify([cache?.node, cache?.key ?? inputs]);
}

function ttlOf(call: Call): number | undefined {
  return call.kind === 'cache' ? call.ttlMs : call.cache?.ttlMs;
}
