/** Items that are added while a map runs (S14, `more`). Owns what an event does to the map. */
import { isTrue } from './bindings.ts';
import { closeItems, closeScope } from './closing.ts';
import type { NamedEvent } from './event.ts';
import { fillItems } from './items.ts';
import { eventJson } from './receivers.ts';
import type { ScopeState } from './state.ts';
import { known, loopPlan, lookAtEnd, type Step } from './step.ts';

/** The event closes the map, or its data is one more item. */
export function offerItem(step: Step, whole: ScopeState, event: NamedEvent): void {
  const node = loopPlan(step, whole);
  const items = known(whole.items, 'items');
  if (node.kind !== 'map') throw new Error(`${node.name} is no map`);
  const until = node.more?.until;
  const closes = until
    ? isTrue(step, whole.id, until, { event: eventJson(event) })
    : ({ ok: true, value: false } as const);
  if (!closes.ok) return closeScope(step, whole.id, { is: 'failed', error: closes.error });
  if (closes.value) {
    closeItems(step, whole);
    return lookAtEnd(step, whole);
  }
  items.values.push(event.data ?? null);
  fillItems(step, whole);
}
