/** Events (R8): who waits for them, and what is kept for later. */
import type { Json } from '../../src/interpreter/json.ts';
import { validate } from '../../src/interpreter/schema.ts';
import type { KnownNode } from './graph.ts';
import { lookAtItems } from './items.ts';
import { failureOf, type NamedEvent, type Run, type Scope, type Visit } from './state.ts';
import { holds, render } from './values.ts';
import { endVisit, failScope, failVisit } from './visits.ts';

const MAX_KEPT = 1_000;

interface Wanted {
  readonly name: string;
  readonly key?: string;
}

/** Waiting receives, and maps with `more`, are served in the order of their starts. */
export function wait(visit: Visit): void {
  visit.node.scope.run.waiters.push(visit);
  serveKept(visit);
}

export function tryReceive(visit: Visit): void {
  const wanted = wantedBy(visit);
  if (typeof wanted === 'string') return failVisit(visit, 'expression', wanted);
  visit.awaits = 'event';
  wait(visit);
}

export function receiveEvent(run: Run, event: NamedEvent): void {
  if (event.id !== undefined) {
    if (run.seen.has(event.id)) return;
    run.seen.add(event.id);
  }
  const taker = run.waiters.find((visit) => wants(visit, event));
  if (taker) take(taker, event);
  else run.kept = [...run.kept, event].slice(-MAX_KEPT);
}

/** A transient receive takes nothing that came before it. */
function serveKept(visit: Visit): void {
  const { run } = visit.node.scope;
  const { document } = visit.node.graph;
  if (document.kind === 'receive' && document.mode === 'transient') return;
  const { kept } = run;
  for (const event of kept) {
    if (!run.waiters.includes(visit) || !wants(visit, event)) continue;
    run.kept = run.kept.filter((other) => other !== event);
    take(visit, event);
  }
}

/** Without a key every key matches; an event without one only matches these. */
function wants(visit: Visit, event: NamedEvent): boolean {
  if (visit.inside && (visit.inside.closed || visit.inside.stage !== 'open')) return false;
  const wanted = wantedBy(visit);
  return (
    typeof wanted !== 'string' &&
    wanted.some(({ name, key }) => name === event.name && (key === undefined || key === event.key))
  );
}

/** A text says why it could not be read. */
function wantedBy(visit: Visit): readonly Wanted[] | string {
  const { document } = visit.node.graph;
  if (document.kind === 'map')
    return document.more ? evaluated(visit, [keyed(document.more.receive, document.more.key)]) : [];
  if (document.kind !== 'receive') return [];
  const { receive, key } = document;
  if (typeof receive === 'string') return evaluated(visit, [keyed(receive, key)]);
  return evaluated(
    visit,
    receive.any.map((one) => (typeof one === 'string' ? keyed(one, key) : keyed(one.event, one.key ?? key))),
  );
}

function keyed(name: string, key: string | undefined): Wanted {
  return { name, ...(key !== undefined && { key }) };
}

function evaluated(visit: Visit, wanted: readonly Wanted[]): readonly Wanted[] | string {
  const given = render(visit.node.scope, wanted as unknown as Json, visit.locals);
  return given.ok ? ((given.value ?? []) as unknown as readonly Wanted[]) : given.title;
}

function take(visit: Visit, event: NamedEvent): void {
  const { document } = visit.node.graph;
  if (document.kind === 'map') return addItem(visit, document, event);
  const returns = document.kind === 'receive' ? document.returns : undefined;
  if (returns !== undefined && validate(returns, event.data ?? null).length > 0)
    return failVisit(visit, 'returns', 'The data do not fit.');
  const several = document.kind === 'receive' && typeof document.receive !== 'string';
  endVisit(visit, { kind: 'outcome', output: event.data ?? null, ...(several && { outcome: event.name }) });
}

/** R10: an event adds an item; one for which `until` holds closes the map and adds none. */
function addItem(
  { inside: whole }: Visit,
  document: Extract<KnownNode, { kind: 'map' }>,
  event: NamedEvent,
): void {
  if (!whole) throw new Error('a map that waits is open');
  const { more } = document;
  const seen = {
    event: {
      name: event.name,
      ...(event.key !== undefined && { key: event.key }),
      ...(event.data !== undefined && { data: event.data }),
    },
  };
  const closes =
    more?.until === undefined ? ({ ok: true, value: false } as const) : holds(whole, more.until, seen);
  if (!closes.ok) failScope(whole, failureOf('expression', closes.title, ''));
  else if (closes.value) close(whole, document);
  else whole.items.push(event.data ?? null);
}

/** S13: without more items the count that is asked for may be out of reach. */
function close(whole: Scope, document: Extract<KnownNode, { kind: 'map' }>): void {
  whole.closed = true;
  lookAtItems(whole, document);
}
