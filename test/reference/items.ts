/** The items of a map (S13, S14): what the end of one does, when the map is complete, and what it gives. */
import type { Json } from '../../src/interpreter/json.ts';
import { addTo } from './adds.ts';
import { type Ends, instanceOf, isComplete, keep, keepsRest } from './completion.ts';
import type { KnownNode } from './graph.ts';
import { failureOf, type Scope } from './state.ts';
import { failScope, stopScope } from './visits.ts';

type MapDocument = Extract<KnownNode, { kind: 'map' }>;

export function countItem(whole: Scope, item: Scope, document: MapDocument): void {
  whole.counted.add(item);
  const { verdict } = item;
  const fails = document.complete === undefined && (document.onItemError ?? 'fail') === 'fail';
  if (verdict?.kind === 'failed' && fails) failScope(whole, verdict.error);
  lookAtItems(whole, document);
}

/** S13: whether the map is complete, or cannot be any more. */
export function lookAtItems(whole: Scope, document: MapDocument): void {
  const { complete } = document;
  if (complete === undefined || whole.stage !== 'open' || whole.kept) return;
  switch (isComplete(whole, complete, itemsIn(whole))) {
    case 'reached':
      succeedMap(whole, document);
      return;
    case 'out of reach':
      if (whole.closed)
        failScope(whole, failureOf('incomplete', 'Too few items succeeded.', instanceOf(whole)));
      return;
    case 'not yet':
      return;
  }
}

function itemsIn(whole: Scope): Ends {
  const ended = [...whole.counted].map(({ verdict }) => verdict?.kind);
  return {
    total: whole.items.length,
    succeeded: ended.filter((kind) => kind === 'succeeded').length,
    failed: ended.filter((kind) => kind === 'failed').length,
    open: whole.items.length - ended.length,
  };
}

export function endMap(whole: Scope, document: MapDocument): void {
  if (document.complete === undefined || whole.kept) succeedMap(whole, document);
  else failScope(whole, failureOf('incomplete', 'The map ended without being complete.', instanceOf(whole)));
}

/** Results in the order of the items; S20: what the items added is visible from now on. */
export function succeedMap(whole: Scope, document: MapDocument, keeps = keepsRest(document.complete)): void {
  const output = resultsOf(whole, document);
  if (!whole.outer) throw new Error('a map is in a scope');
  for (const { verdict, adds } of whole.children)
    if (verdict?.kind === 'succeeded') addTo(whole.outer, whole.owner, adds);
  if (keeps && !whole.kept) keep(whole, output);
  else stopScope(whole, { kind: 'succeeded', output });
}

export function resultsOf(whole: Scope, { onItemError }: MapDocument): Json {
  const collect = onItemError === 'collect';
  return [...whole.counted]
    .sort((a, b) => a.index - b.index)
    .flatMap(({ verdict, index }): readonly Json[] => {
      if (verdict?.kind === 'succeeded') {
        const output = verdict.output ?? null;
        return [collect ? { index, output } : output];
      }
      return verdict?.kind === 'failed' && collect
        ? [{ index, error: verdict.error as unknown as Json }]
        : [];
    });
}
