/**
 * Maps (S14): items start, end, and make the list of results. Owns the whole of a map; an item is a scope like any other.
 *
 * M1. Items start in their order, at most `concurrency` at once; results stand in the order of the items.
 * M2. With `complete` a failed item never fails the map.
 * M3. The map is done when every item has ended and none can be added.
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { MapNode } from '../plan.ts';
import { closeScope } from './closing.ts';
import { openPart } from './scopes.ts';
import { fillShards } from './shards.ts';
import type { Append, Closing, ItemResult, ItemsState, ScopeState } from './state.ts';
import { item, loopPlan, lookAtEnd, scopePlan, type Step } from './step.ts';

export function createItems(values: readonly Json[], closed: boolean): ItemsState {
  return { values: [...values], results: [], next: 0, succeeded: 0, failed: 0, dropped: 0, closed };
}

function mapPlan(step: Step, whole: ScopeState): MapNode {
  const node = loopPlan(step, whole);
  if (node.kind !== 'map') throw new Error(`${node.name} is no map`);
  return node;
}

/** Starts items as long as there is room for them (M1). */
export function fillItems(step: Step, whole: ScopeState): void {
  const { items } = whole;
  if (!items || whole.phase.is !== 'active') return;
  if (items.shards) return fillShards(step, whole, items, items.shards);
  const { concurrency = Infinity, as, from = 0 } = mapPlan(step, whole);
  while (underWay(items) < concurrency && items.next < items.values.length) {
    const next = items.next++;
    // Items may end in another order, and a hole in a list is no JSON (ST1).
    items.results[next] = null;
    const index = from + next;
    openPart(step, whole, 'item', index, { [as]: item(items.values, next), index });
  }
  lookAtEnd(step, whole);
}

function underWay({ next, succeeded, failed, dropped }: ItemsState): number {
  return next - succeeded - failed - dropped;
}

export function mapIsDone(items: ItemsState): boolean {
  return items.closed && underWay(items) === 0 && items.next >= items.values.length;
}

/** Notes what an item gave; fails the map if it has to. */
export function noteItem(step: Step, whole: ScopeState, part: ScopeState, result: Closing): void {
  const { items } = whole;
  if (!items) throw new Error('an item belongs to a map');
  const { onItemError, from = 0 } = mapPlan(step, whole);
  items.results[(part.parent?.index ?? 0) - from] = resultOf(part, result);
  if (result.is === 'ended') items.succeeded++;
  else if (result.is === 'failed') items.failed++;
  else items.dropped++;
  if (result.is !== 'failed') return;
  const tolerant = onItemError !== 'fail' || scopePlan(step, whole).complete;
  if (!tolerant) closeScope(step, whole.id, { is: 'failed', error: result.error });
}

/** Withdrawn and cancelled items leave nothing. */
function resultOf(part: ScopeState, result: Closing): ItemResult | null {
  switch (result.is) {
    case 'ended':
      return { output: result.output, ...(part.appends && { appends: part.appends }) };
    case 'failed':
      return { error: result.error };
    case 'cancelled':
    case 'withdrawn':
      return null;
  }
}

/** The results so far: of succeeded items, or with `collect` of all that have ended, each with its index. */
export function mapOutput(step: Step, whole: ScopeState, items: ItemsState): Json {
  const { onItemError, from } = mapPlan(step, whole);
  // A shard gives what its items gave; the run around makes the list.
  if (from !== undefined) return items.values.map((_, index) => resultJson(items.results[index] ?? null));
  const collect = onItemError === 'collect';
  return items.values.flatMap((_, index): readonly Json[] => {
    const result = items.results[index];
    if (!result) return [];
    if ('error' in result) return collect ? [{ index, error: errorJson(result.error) }] : [];
    return [collect ? { index, output: result.output } : result.output];
  });
}

function resultJson(result: ItemResult | null): Json {
  if (!result) return null;
  if ('error' in result) return { error: errorJson(result.error) };
  const { output, appends } = result;
  return { output, ...(appends && { appends: appends.map(([variable, value]) => [variable, value]) }) };
}

function errorJson(error: RunError): Json {
  return { ...error };
}

/** What succeeded items have added to variables, in the order of the items (S20). */
export function itemAppends({ results }: ItemsState): readonly Append[] {
  return results.flatMap((result) => (result && 'output' in result ? (result.appends ?? []) : []));
}
