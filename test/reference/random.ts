/**
 * Random definitions: a sketch of plain numbers that fast-check can shrink, and the definition that is made of it.
 * Made so that most are valid: names are unique, entries lead back, ways back go where the graph leads.
 *
 * Left out, as the rules do not say enough: ways back from a `cancel` (whether what it names, and has still to stop for the
 * round that it begins, ends in that round), and `join: each` in a scope with ways back, or ended by a `cancel` (what its
 * visits under way become).
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
  const nodes = nodesOf(scope, 'n', []);
  const document: Fields = {
    ostinato: 1,
    name: 'random',
    vars: { list: [] },
    ...(parallel > 0 && { limits: { parallel } }),
    nodes,
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
  /** Ended from the side by nobody: the rules say little about that. */
  readonly each: boolean;
}

function nodesOf(scope: ScopeSketch, prefix: string, around: readonly string[]): Fields {
  const made: Made[] = [];
  const loops = scope.nodes.some(({ again }) => again.length > 0);
  const documents: Fields = {};
  scope.nodes.forEach((sketch, at) => {
    const name = `${prefix}${at}`;
    const after = sketch.after.flatMap((given) => entriesTo(given, made));
    const before = new Set(
      after.flatMap(({ node }) => [node, ...(made.find((one) => one.name === node)?.before ?? [])]),
    );
    const each = sketch.join >= 85 && after.length > 1;
    const body = bodyOf(sketch, name, made, around, each);
    const common = commonOf(sketch, after, made, body, {
      loops,
    });
    made.push({ name, outcomes: outcomesOf(body), before, kind: Object.keys(body)[0] ?? '', each });
    documents[name] = { ...common, ...body };
  });
  scope.nodes.forEach((sketch, at) => addWaysBack(sketch, `${prefix}${at}`, made, documents));
  return documents;
}

function entriesTo(sketch: EntrySketch, made: readonly Made[]): readonly ({ node: string } & Fields)[] {
  const source = made[sketch.from % Math.max(1, made.length)];
  return source ? [entryFrom(sketch, source)] : [];
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
  const { receive } = body;
  if (receive !== undefined && typeof receive === 'object') return ['event0', 'event1'];
  if ('switch' in body) return Object.keys(body['switch'] as Fields);
  return (body['outcomes'] as string[] | undefined) ?? [];
}

function commonOf(
  sketch: NodeSketch,
  after: readonly Fields[],
  made: readonly Made[],
  body: Fields,
  inside: Inside,
): Fields {
  return {
    ...(after.length > 0 && { after: [...after] }),
    ...(after.length > 1 && joinOf(sketch, after.length, body, inside)),
    ...(sketch.when >= 90 && { when: `input.b[${sketch.when % 4}]` }),
    ...(made.length > 1 &&
      sketch.extra >= 85 &&
      sketch.unless.length > 0 && {
        unless: sketch.unless.map((given) => entryFrom(given, at(made, given.from))),
      }),
    ...(sketch.more >= 88 && sketch.join < 85 && canLock(body) && { lock: `lock${sketch.more % 2}` }),
  };
}

function canLock(body: Fields): boolean {
  return 'tool' in body || 'human' in body || 'wait' in body;
}

function at(made: readonly Made[], index: number): Made {
  const found = made[index % Math.max(1, made.length - 1)];
  if (!found) throw new Error('nothing is made yet');
  return found;
}

/** What the scope is like that a node is in. */
interface Inside {
  readonly loops: boolean;
}

function joinOf({ join, more }: NodeSketch, entries: number, body: Fields, { loops }: Inside): Fields {
  if (join < 35) return {};
  if (join < 45) return { join: 'all' };
  const rest: Fields = more % 3 === 0 ? { rest: 'cancel' } : {};
  if (join < 65) return { join: 'any', ...rest };
  if (join < 75) return { join: { count: Math.min(2, entries) }, ...rest };
  if (join < 85) return { join: { when: conditions[join % conditions.length] ?? 'true' }, ...rest };
  return !loops && ('tool' in body || 'let' in body || 'do' in body || 'wait' in body)
    ? { join: 'each' }
    : {};
}

/** Some stop holding: what has held once has fired. */
const conditions = [
  'join.taken >= 2',
  'join.taken > join.dead',
  'join.dead >= 1',
  'join.open == 1',
  'join.taken == 1',
] as const;

function bodyOf(
  sketch: NodeSketch,
  name: string,
  made: readonly Made[],
  around: readonly string[],
  each: boolean,
): Fields {
  const { kind, inside } = sketch;
  if (inside && kind < 60) return blockOf(sketch, inside, name, each ? around : [...around, name]);
  const values: Fields = { v: readsOf(sketch, made) };
  if (kind < 30)
    return { tool: 'test.maybe', input: values, ...undoOf(sketch), ...timeoutOf(sketch), ...onceOf(sketch) };
  if (kind < 42) return { let: values, ...undoOf(sketch) };
  if (kind < 46) return { set: { list: { add: name } }, ...undoOf(sketch) };
  if (kind < 58) return { human: 'Go?', ...askedOf(sketch), ...deadlineOf(sketch), ...undoOf(sketch) };
  if (kind < 66)
    return { switch: { yes: `input.b[${sketch.more % 4}]`, ...(sketch.more < 80 && { no: true }) } };
  if (kind < 72) return { wait: `${1 + (sketch.more % 5)}s`, ...undoOf(sketch) };
  if (kind < 80)
    return { receive: receivedOf(sketch), ...keyOf(sketch), ...modeOf(sketch), ...deadlineless(sketch) };
  if (kind < 83) return { emit: 'sent', data: name };
  if (kind < 88) return cancelOf(sketch, made, around) ?? { let: values };
  if (kind < 91) return { end: sketch.more < 30 ? null : { v: name }, ...scopeOf(sketch, around) };
  if (kind < 93) return { fail: { type: 'odd.fail', title: 'Odd' }, ...scopeOf(sketch, around) };
  return { tool: 'test.maybe', input: values };
}

function scopeOf({ more }: NodeSketch, around: readonly string[]): Fields {
  if (around.length === 0 || more % 3 > 0) return {};
  return { scope: more % 2 === 0 ? 'run' : (around[more % around.length] ?? 'run') };
}

function blockOf(sketch: NodeSketch, inside: ScopeSketch, name: string, around: readonly string[]): Fields {
  const nodes = nodesOf(inside, `${name}_`, around);
  const { kind, more } = sketch;
  const shared = { ...undoOf(sketch), ...(sketch.extra >= 75 && { timeout: '4s' }) };
  if (kind >= 30 && kind < 45) {
    return {
      map: [1, 2, 3].slice(0, 1 + (more % 3)),
      nodes,
      ...keysOf(inside, `${name}_`),
      ...(more >= 50 && { concurrency: 1 + (more % 2) }),
      ...(more % 4 > 1 && { onItemError: more % 4 === 2 ? 'skip' : 'collect' }),
      ...(more >= 80 && { more: { receive: eventName(more), until: 'event.data == 2' } }),
      ...shared,
    };
  }
  if (kind >= 45) {
    return { repeat: repeatOf(more), nodes, ...keysOf(inside, `${name}_`), ...shared };
  }
  return { do: nodes, ...keysOf(inside, `${name}_`), ...shared };
}

function repeatOf(more: number): Json {
  const max = 1 + (more % 3);
  if (more < 30) return max;
  if (more < 60) return { until: 'turn.index >= 1', max, ...(more % 2 === 0 && { onMax: 'continue' }) };
  return { while: 'turn.index < 2', max, ...(more % 2 === 0 && { onMax: 'continue' }) };
}

function askedOf({ more }: NodeSketch): Fields {
  return {
    ...(more < 80 && { outcomes: ['yes', 'no'] }),
  };
}

function receivedOf({ more }: NodeSketch): Json {
  return more % 4 === 0 ? { any: ['event0', 'event1'] } : eventName(more);
}

function keyOf({ extra }: NodeSketch): Fields {
  return extra < 15 ? { key: `k${extra % 2}` } : {};
}

function modeOf({ when }: NodeSketch): Fields {
  return when < 25 ? { mode: 'transient' } : {};
}

function deadlineless({ extra }: NodeSketch): Fields {
  return extra >= 60 ? { timeout: `${1 + (extra % 4)}s` } : {};
}

function cancelOf(
  { more, extra }: NodeSketch,
  made: readonly Made[],
  around: readonly string[],
): Fields | undefined {
  const targets = [...made.filter(({ each }) => !each).map(({ name }) => name), ...around];
  const target = targets[more % Math.max(1, targets.length)];
  if (target === undefined) return undefined;
  const kind = made.find(({ name }) => name === target)?.kind;
  const isBlock = kind === undefined || ['do', 'map', 'repeat'].includes(kind);
  return { cancel: [target], ...(extra >= 70 && isBlock && { as: 'succeeded' }) };
}

function readsOf({ reads }: NodeSketch, made: readonly Made[]): Json {
  return reads.flatMap((read) => {
    const of = made[read % Math.max(1, made.length)];
    if (!of) return [];
    return [
      read < 80
        ? `\${ nodes.?${of.name}.output }`
        : `\${ nodes.${of.name}.${read < 92 ? 'output' : 'status'} }`,
    ];
  });
}

function undoOf({ extra }: NodeSketch): Fields {
  if (extra < 30 || extra >= 60) return {};
  return { compensate: extra < 50 ? { tool: 'test.maybe', input: {} } : { let: { undone: true } } };
}

/** What must be done once, and is asked about where it is in doubt. */
function onceOf({ extra }: NodeSketch): Fields {
  return extra % 3 === 0 ? { effect: 'once' } : {};
}

function timeoutOf({ extra }: NodeSketch): Fields {
  return extra >= 90 ? { timeout: '2s' } : {};
}

function deadlineOf({ extra }: NodeSketch): Fields {
  if (extra < 70) return {};
  if (extra < 80) return { timeout: '3s' };
  return { deadline: { after: `${1 + (extra % 4)}s` } };
}

function keysOf({ output, nodes, complete, onError, last }: ScopeSketch, prefix: string): Fields {
  return {
    ...(output >= 70 && { output: `\${ nodes.?${prefix}${output % nodes.length}.output }` }),
    ...completeOf(complete),
    ...(onError >= 85 && { onError: 'finish' }),
    ...(last >= 75 && { finally: last >= 90 ? { let: { last: true } } : { tool: 'test.maybe', input: {} } }),
  };
}

function completeOf(dice: number): Fields {
  if (dice < 75) return {};
  const rest: Fields = dice % 3 === 0 ? { rest: 'keep' } : {};
  if (dice < 82) return { complete: 'any' };
  if (dice < 92) return { complete: { count: dice % 5 === 0 ? 2 : 1, ...rest } };
  return { complete: { when: dice % 2 === 0 ? 'ends.succeeded > ends.failed' : 'ends.open == 0', ...rest } };
}

/** A way back is put where its source can be reached from its target. */
function addWaysBack(sketch: NodeSketch, name: string, made: readonly Made[], documents: Fields): void {
  const reached = made.filter((one) => one.name === name || one.before.has(name));
  const back = sketch.again.flatMap((given) => {
    const source = reached[given.from % reached.length];
    return source && source.kind !== 'cancel' && given.on > 20
      ? [
          {
            ...entryFrom({ ...given, on: given.on < 93 ? given.on : 90 }, source),
            again: given.finish ? { max: given.max, running: 'finish' } : given.max,
          },
        ]
      : [];
  });
  if (back.length === 0) return;
  const document = documents[name] as Fields;
  documents[name] = { ...document, after: [...((document['after'] as Json[] | undefined) ?? []), ...back] };
}
