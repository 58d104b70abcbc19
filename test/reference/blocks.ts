/** Blocks: what opens in them, and what their end makes of the node (S13, S14). */
import type { Json } from '../../src/interpreter/json.ts';
import { AT_ONCE, type Thing } from './closing.ts';
import { instanceOf, outputOf } from './completion.ts';
import { wait } from './events.ts';
import { countItem, endMap, lookAtItems, resultsOf } from './items.ts';
import type { Graph, KnownNode } from './graph.ts';
import { failureOf, idOf, openScope, type Scope, type Visit } from './state.ts';
import { holds, render } from './values.ts';
import { endVisit, failScope, failVisit, stopScope } from './visits.ts';

type Of<K extends KnownNode['kind']> = Extract<KnownNode, { kind: K }>;

export function openBlock(visit: Visit, document: Of<'do' | 'map' | 'repeat'>): void {
  switch (document.kind) {
    case 'do':
      visit.inside = openScope({ ...placeOf(visit), graph: insideOf(visit) });
      return;
    case 'map':
      openMap(visit, document);
      return;
    case 'repeat':
      visit.inside = openWhole(visit);
      return;
  }
}

function placeOf(
  visit: Visit,
): Pick<Scope, 'run' | 'prefix'> & { readonly owner: Visit; readonly outer: Scope } {
  const { scope } = visit.node;
  return { run: scope.run, prefix: `${idOf(visit)}/`, owner: visit, outer: scope };
}

function insideOf({ node }: Visit): Graph {
  if (!node.graph.inside) throw new Error(`${node.graph.name} has nothing inside`);
  return node.graph.inside;
}

function openWhole(visit: Visit): Scope {
  const { whole } = visit.node.graph;
  if (!whole) throw new Error(`${visit.node.graph.name} has no items and no turns`);
  return openScope({ ...placeOf(visit), graph: whole, role: 'whole' });
}

/** S14: `items` is evaluated once; what is no list is an error. */
function openMap(visit: Visit, document: Of<'map'>): void {
  const items = render(visit.node.scope, document.map, visit.locals);
  if (!items.ok) return failVisit(visit, 'expression', items.title);
  if (!Array.isArray(items.value)) return failVisit(visit, 'expression', 'The items are no list.');
  visit.inside = openWhole(visit);
  visit.inside.items.push(...(items.value as readonly Json[]));
  visit.inside.closed = document.more === undefined;
  if (document.more) wait(visit);
  lookAtItems(visit.inside, document);
}

/** What can happen with a block itself: its end, the end of an item or turn, the start of the next. */
export function blockStep(visit: Visit): Thing | undefined {
  const { inside, node } = visit;
  if (!inside) return undefined;
  if (inside.stage === 'over')
    return visit.status === 'active' ? happening(inside, () => endBlock(visit, inside)) : undefined;
  if (inside.stage !== 'open' || inside.role !== 'whole') return undefined;
  const { document } = node.graph;
  if (document.kind === 'map') return mapStep(visit, inside, document);
  return document.kind === 'repeat' ? repeatStep(visit, inside, document) : undefined;
}

function endBlock(visit: Visit, { verdict }: Scope): void {
  // R6: what is inside of a cancelled block is withdrawn.
  if (verdict?.kind === 'withdrawn') endVisit(visit, { kind: visit.stopAs ?? 'withdrawn' });
  else if (verdict?.kind === 'succeeded')
    endVisit(visit, { kind: 'outcome', ...(verdict.output !== undefined && { output: verdict.output }) });
  else if (verdict) endVisit(visit, verdict);
}

function openChild(visit: Visit, whole: Scope, graph: Graph, locals: Scope['locals']): void {
  const index = whole.children.length;
  const prefix = `${idOf(visit)}[${index}]/`;
  whole.children.push(
    openScope({ run: whole.run, graph, prefix, owner: visit, outer: whole, locals, index }),
  );
}

function mapStep(visit: Visit, whole: Scope, document: Of<'map'>): Thing | undefined {
  const ended = whole.children.find((child) => child.stage === 'over' && !whole.counted.has(child));
  if (ended) return happening(whole, () => countItem(whole, ended, document));
  const running = whole.children.filter(({ stage }) => stage !== 'over').length;
  const index = whole.children.length;
  if (index < whole.items.length && running < (document.concurrency ?? Infinity)) {
    const locals = { [document.as ?? 'item']: whole.items[index] ?? null, index };
    return happening(whole, () => openChild(visit, whole, insideOf(visit), locals));
  }
  return whole.closed && running === 0
    ? { at: whole.graph.end, age: whole.age, happen: () => endMap(whole, document) }
    : undefined;
}

/** An item or a turn begins with what makes room for it: the start of the block, or the end of another. */
function happening({ age }: Scope, happen: () => void): Thing {
  return { at: AT_ONCE, age, happen };
}

/** What a scope gives that is ended early: a map the results so far, a loop its last turn. */
export function whatThereIs(scope: Scope): ReturnType<typeof outputOf> {
  const document = scope.role === 'whole' ? scope.owner?.node.graph.document : undefined;
  if (document?.kind === 'map') return { ok: true, value: resultsOf(scope, document) };
  return document?.kind === 'repeat' ? { ok: true, value: lastOf(scope) } : outputOf(scope);
}

function repeatStep(visit: Visit, whole: Scope, document: Of<'repeat'>): Thing | undefined {
  const last = whole.children.at(-1);
  if (last && last.stage !== 'over') return undefined;
  if (last && !whole.counted.has(last)) return happening(whole, () => countTurn(whole, last, document));
  return happening(whole, () => nextTurn(visit, whole, document));
}

interface Bounds {
  readonly max: number;
  readonly while?: string | boolean | undefined;
  readonly until?: string | boolean | undefined;
  readonly onMax?: 'fail' | 'continue' | undefined;
}

function boundsOf({ repeat }: Of<'repeat'>): Bounds {
  return typeof repeat === 'number' ? { max: repeat } : repeat;
}

function turnLocals(whole: Scope, document: Of<'repeat'>, index: number): Scope['locals'] {
  const last = resultOf(whole.children.at(-1));
  const output = last?.kind === 'succeeded' ? last.output : undefined;
  return { [document.as ?? 'turn']: { index, ...(output !== undefined && { last: output }) } };
}

/** R11: after a turn `until` is read with that turn. */
function countTurn(whole: Scope, turn: Scope, document: Of<'repeat'>): void {
  whole.counted.add(turn);
  const result = resultOf(turn);
  if (result?.kind === 'failed') return failScope(whole, result.error);
  const { until } = boundsOf(document);
  if (until === undefined) return;
  const done = holds(whole, until, turnLocals(whole, document, turn.index));
  if (!done.ok) failScope(whole, failureOf('expression', done.title, instanceOf(whole)));
  else if (done.value) endRepeat(whole);
}

/** R11: `while` first, then `max`. */
function nextTurn(visit: Visit, whole: Scope, document: Of<'repeat'>): void {
  const index = whole.children.length;
  const locals = turnLocals(whole, document, index);
  const bounds = boundsOf(document);
  const goesOn = holds(whole, bounds.while ?? true, locals);
  if (!goesOn.ok) return failScope(whole, failureOf('expression', goesOn.title, instanceOf(whole)));
  if (!goesOn.value) return endRepeat(whole);
  if (index < bounds.max) {
    return openChild(visit, whole, insideOf(visit), locals);
  }
  const asked = bounds.while !== undefined || bounds.until !== undefined;
  if (asked && bounds.onMax !== 'continue')
    failScope(whole, failureOf('repeat-exhausted', 'The turns are used up.', idOf(visit)));
  else endRepeat(whole);
}

/** S14: the output of the last turn, or null without one. */
export function endRepeat(whole: Scope): void {
  stopScope(whole, { kind: 'succeeded', output: lastOf(whole) });
}

function lastOf({ counted }: Scope): Json {
  const last = resultOf([...counted].at(-1));
  return (last?.kind === 'succeeded' ? last.output : null) ?? null;
}

/** S13: a turn that was complete gives what it had then, however its rest ends. */
function resultOf(turn: Scope | undefined): Scope['verdict'] {
  if (!turn?.kept) return turn?.verdict;
  return { kind: 'succeeded', ...(turn.keptOutput !== undefined && { output: turn.keptOutput }) };
}
