/**
 * What stands around a run, in memory: the router of events, the keeper of global locks and of cached results. Owns what
 * they answer; the run is alone with them.
 */
import type { Call } from '../../src/interpreter/call.ts';
import type { NamedEvent } from '../../src/interpreter/core/event.ts';
import type { Json } from '../../src/interpreter/json.ts';

/** What follows from a call: its result, and what the run is told besides. */
export interface Followed {
  readonly result: Json;
  readonly events?: readonly NamedEvent[];
  readonly granted?: readonly string[];
}
/** Gives nothing for a call that is not theirs. */
export type Outside = (call: Call, activity: string) => Followed | undefined;

export function createOutside(): Outside {
  const router = createRouter();
  const locks = createLocks();
  const cached = new Map<string, Json>();
  return (call, activity) => {
    switch (call.kind) {
      case 'subscribe':
        return { result: null, events: router.subscribe(call.name, call.eventKey) };
      case 'emit':
        return { result: null, events: router.emit({ ...call.event, id: call.key }) };
      case 'lock':
        return { result: null, granted: locks(activity, call.op, call.names) };
      case 'cache': {
        const key = JSON.stringify([call.node, call.of]);
        if (activity === 'cache.put') cached.set(key, call.value ?? null);
        const value = cached.get(key);
        return { result: value === undefined ? { hit: false } : { hit: true, value } };
      }
      case 'run':
      case 'tool':
      case 'turn':
      case 'compile':
        return undefined;
    }
  };
}

/** Keeps what nobody waits for. */
function createRouter() {
  const wanted: ((event: NamedEvent) => boolean)[] = [];
  let kept: NamedEvent[] = [];
  return {
    subscribe(name: string, key: string | undefined): readonly NamedEvent[] {
      const wants = (event: NamedEvent) => event.name === name && (key === undefined || event.key === key);
      wanted.push(wants);
      const now = kept.filter(wants);
      kept = kept.filter((event) => !wants(event));
      return now;
    },
    emit(event: NamedEvent): readonly NamedEvent[] {
      if (wanted.some((wants) => wants(event))) return [event];
      kept.push(event);
      return [];
    },
  };
}

/** First come, first served; several names are taken together. Gives the operations whose turn it is. */
function createLocks() {
  let queue: { readonly op: string; readonly names: readonly string[]; granted: boolean }[] = [];
  return (activity: string, op: string, names: readonly string[]): readonly string[] => {
    if (activity === 'lock.release') queue = queue.filter((waiter) => waiter.op !== op);
    else queue.push({ op, names, granted: false });
    const before = new Set<string>();
    const granted: string[] = [];
    for (const waiter of queue) {
      if (!waiter.granted && !waiter.names.some((name) => before.has(name))) {
        waiter.granted = true;
        granted.push(waiter.op);
      }
      for (const name of waiter.names) before.add(name);
    }
    return granted;
  };
}
