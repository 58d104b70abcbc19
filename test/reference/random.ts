/**
 * Random definitions: a sketch of plain numbers that fast-check can shrink, and the definition that is made of it.
 * Made so that most are valid: names are unique, entries lead back, ways back go where the graph leads.
 */
import * as fc from 'fast-check';
import type { Json } from '../../src/interpreter/json.ts';
import type { NamedEvent } from './state.ts';

type Fields = Record<string, Json>;

export interface EntrySketch {
  readonly from: number;
  readonly on: number;
  readonly outcome: number;
  readonly when: number;
}
export interface NodeSketch {
  readonly kind: number;
  readonly after: readonly EntrySketch[];
  readonly join: number;
  readonly when: number;
  readonly reads: readonly number[];
  readonly again: readonly (EntrySketch & { readonly max: number; readonly finish: boolean })[];
  readonly unless: readonly EntrySketch[];
  readonly extra: number;
  readonly more: number;
  readonly inside: ScopeSketch | null;
}
export interface ScopeSketch {
  readonly nodes: readonly NodeSketch[];
  readonly complete: number;
  readonly onError: number;
  readonly last: number;
  readonly output: number;
}
export interface Sketch {
  readonly scope: ScopeSketch;
  readonly parallel: number;
  readonly input: readonly boolean[];
  readonly events: readonly { readonly name: number; readonly key: number; readonly id: number }[];
  readonly seed: number;
}

const has = (feature: string) => (process.env['FEATURES'] ?? '').includes(feature);
const dice = fc.nat({ max: 99 });
const entry = fc.record({ from: dice, on: dice, outcome: dice, when: dice });

function nodes(depth: number): fc.Arbitrary<NodeSketch> {
  return fc.record({
    kind: dice,
    after: fc.array(entry, { maxLength: 3, size: 'max' }),
    join: dice,
    when: dice,
    reads: fc.array(dice, { maxLength: 2, size: 'max' }),
    again: fc.array(
      fc.record({
        from: dice,
        on: dice,
        outcome: dice,
        when: dice,
        max: fc.integer({ min: 1, max: 2 }),
        finish: fc.boolean(),
      }),
      { maxLength: 1 },
    ),
    unless: fc.array(entry, { maxLength: 1 }),
    extra: dice,
    more: dice,
    inside: depth > 0 ? fc.option(scopes(depth - 1, 4), { freq: 2 }) : fc.constant(null),
  });
}

function scopes(depth: number, size: number): fc.Arbitrary<ScopeSketch> {
  return fc.record({
    nodes: fc.array(nodes(depth), { minLength: 1, maxLength: size, size: 'max' }),
    complete: dice,
    onError: dice,
    last: dice,
    output: dice,
  });
}

export const sketches: fc.Arbitrary<Sketch> = fc.record({
  scope: scopes(2, 8),
  parallel: fc.nat({ max: 3 }),
  input: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  events: fc.array(fc.record({ name: dice, key: dice, id: dice }), { maxLength: 4 }),
  seed: fc.nat(),
});

export function definitionOf({ scope, parallel }: Sketch): string {
  const document: Fields = {
    ostinato: 1,
    name: 'random',
    ...(parallel > 0 && { limits: { parallel } }),
    nodes: nodesOf(scope, 'n', []),
    ...keysOf(scope, 'n'),
  };
  return JSON.stringify(document, null, 1);
}

export function inputOf({ input }: Sketch): Json {
  return { b: [...input] };
}

export function eventsOf({ events }: Sketch): readonly NamedEvent[] {
  return events.map(({ name, key, id }, at) => ({
    name: eventName(name),
    ...(key < 30 && { key: `k${key % 2}` }),
    ...(id < 20 && { id: `id${id % 2}` }),
    data: at,
  }));
}

function eventName(dice: number): string {
  return `event${dice % 2}`;
}

/** A node that is made already. */
interface Made {
  readonly name: string;
  readonly outcomes: readonly string[];
  readonly before: ReadonlySet<string>;
  readonly kind: string;
}

function nodesOf(scope: ScopeSketch, prefix: string, around: readonly string[]): Fields {
  const made: Made[] = [];
  const documents: Fields = {};
  scope.nodes.forEach((sketch, at) => {
    const name = `${prefix}${at}`;
    const after = sketch.after.flatMap((given) => entriesTo(given, made));
    const before = new Set(
      after.flatMap(({ node }) => [node, ...(made.find((one) => one.name === node)?.before ?? [])]),
    );
    const body = bodyOf(sketch, name, made, around);
    made.push({ name, outcomes: outcomesOf(body), before, kind: Object.keys(body)[0] ?? '' });
    documents[name] = { ...commonOf(sketch, after, made), ...body };
  });
  scope.nodes.forEach((sketch, at) => addWaysBack(sketch, `${prefix}${at}`, made, documents));
  return documents;
}

function entriesTo(sketch: EntrySketch, made: readonly Made[]): readonly ({ node: string } & Fields)[] {
  const source = made[sketch.from % Math.max(1, made.length)];
  return source && leadsOn(source) ? [entryFrom(sketch, source)] : [];
}

function leadsOn({ kind }: Made): boolean {
  return kind !== 'end' && kind !== 'fail';
}

function entryFrom({ on, outcome, when }: EntrySketch, source: Made): { node: string } & Fields {
  return {
    node: source.name,
    ...(source.outcomes.length > 0 && outcome < 70
      ? { outcome: source.outcomes[outcome % source.outcomes.length] ?? '' }
      : onOf(on)),
    ...(when >= 90 && { when: `input.b[${when % 4}]` }),
  };
}

function onOf(dice: number): Fields {
  if (dice < 55) return {};
  if (dice < 70) return { on: 'error' };
  if (dice < 76) return { on: ['success', 'skipped'] };
  if (dice < 82) return { on: 'always' };
  if (dice < 86) return { on: 'skipped' };
  if (dice < 90) return { on: { error: ['odd.*'] } };
  if (dice < 93) return { on: ['success', 'error'] };
  if (dice < 97) return { on: 'exhausted' };
  return { on: 'cancelled' };
}

function outcomesOf(body: Fields): readonly string[] {
  if ('switch' in body) return Object.keys(body['switch'] as Fields);
  return (body['outcomes'] as string[] | undefined) ?? [];
}

function commonOf(sketch: NodeSketch, after: readonly Fields[], made: readonly Made[]): Fields {
  return {
    ...(after.length > 0 && { after: [...after] }),
    ...(after.length > 1 && joinOf(sketch.join, after.length)),
    ...(sketch.when >= 90 && { when: `input.b[${sketch.when % 4}]` }),
    ...(has('unless') &&
      made.length > 1 &&
      sketch.extra >= 90 && { unless: sketch.unless.map((given) => entryFrom(given, at(made, given.from))) }),
  };
}

function at(made: readonly Made[], index: number): Made {
  const found = made[index % Math.max(1, made.length - 1)];
  if (!found) throw new Error('nothing is made yet');
  return found;
}

function joinOf(dice: number, entries: number): Fields {
  if (dice < 40) return {};
  if (dice < 55) return { join: 'all' };
  if (dice < 75) return { join: 'any' };
  if (dice < 85) return { join: { count: Math.min(2, entries) } };
  return {};
}

function bodyOf(sketch: NodeSketch, name: string, made: readonly Made[], around: readonly string[]): Fields {
  const { kind, inside } = sketch;
  if (inside && kind < 60)
    return {
      do: nodesOf(inside, `${name}_`, [...around, name]),
      ...keysOf(inside, `${name}_`),
      ...undoOf(sketch),
    };
  const values: Fields = { v: readsOf(sketch, made) };
  if (kind < 30) return { tool: 'test.maybe', input: values, ...undoOf(sketch), ...timeoutOf(sketch) };
  if (kind < 50) return { let: values, ...undoOf(sketch) };
  if (kind < 65)
    return {
      human: 'Go?',
      ...(sketch.more < 80 && { outcomes: ['yes', 'no'] }),
      ...deadlineOf(sketch),
      ...undoOf(sketch),
    };
  if (kind < 78)
    return { switch: { yes: `input.b[${sketch.more % 4}]`, ...(sketch.more < 80 && { no: true }) } };
  if (kind < 86) return { wait: `${1 + (sketch.more % 5)}s`, ...undoOf(sketch) };
  if (kind < 90)
    return {
      end: sketch.more < 30 ? null : { v: name },
      ...(around.length > 0 && sketch.more % 3 === 0 && { scope: 'run' }),
    };
  if (kind < 93) return { fail: { type: 'odd.fail', title: 'Odd' } };
  return { tool: 'test.maybe', input: values };
}

function readsOf({ reads }: NodeSketch, made: readonly Made[]): Json {
  return reads.flatMap((read) => {
    const of = made[read % Math.max(1, made.length)];
    if (!of) return [];
    return [
      read < 80 || of.kind === 'switch'
        ? `\${ nodes.?${of.name}.output }`
        : `\${ nodes.${of.name}.${read < 92 ? 'output' : 'status'} }`,
    ];
  });
}

function undoOf({ extra }: NodeSketch): Fields {
  if (extra < 30 || extra >= 60) return {};
  return { compensate: extra < 50 ? { tool: 'test.maybe', input: {} } : { let: { undone: true } } };
}

function timeoutOf({ extra }: NodeSketch): Fields {
  return extra >= 90 ? { timeout: '2s' } : {};
}

function deadlineOf({ extra }: NodeSketch): Fields {
  if (extra < 70) return {};
  if (extra < 80) return { timeout: '3s' };
  return { deadline: { after: `${1 + (extra % 4)}s` } };
}

function keysOf({ output, nodes }: ScopeSketch, prefix: string): Fields {
  return output >= 70 ? { output: `\${ nodes.?${prefix}${output % nodes.length}.output }` } : {};
}

/** A way back is put where its source can be reached from its target. */
function addWaysBack(sketch: NodeSketch, name: string, made: readonly Made[], documents: Fields): void {
  const reached = made.filter((one) => one.name === name || one.before.has(name));
  const back = sketch.again.flatMap((given) => {
    const source = reached[given.from % reached.length];
    return source && leadsOn(source) && given.on > 20
      ? [{ ...entryFrom(given, source), again: given.max }]
      : [];
  });
  if (back.length === 0) return;
  const document = documents[name] as Fields;
  documents[name] = { ...document, after: [...((document['after'] as Json[] | undefined) ?? []), ...back] };
}
