/** Random definitions by the grammar of the language: every kind and every key, most of them without a fault. */
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../src/interpreter/json.ts';
import { condition } from './expressions.ts';
import { duration, type Made, type Place, simpleKinds, textValue, value } from './kinds.ts';
import type { Random } from './random.ts';

function block(random: Random, place: Place): Made {
  const within = (locals: readonly string[]): Place => ({
    ...place,
    locals: [...place.locals, ...locals],
    depth: place.depth - 1,
    before: [],
  });
  const limited = condition(random, place);
  const forms: readonly [() => JsonObject, ...(() => JsonObject)[]] = [
    () => ({ do: nodes(random, within([])) }),
    () => ({
      map: random.pick<Json>([[1, 2, 3], '${ [1, 2].map(i, i) }', '${ vars.w }']),
      ...(random.chance(0.3) && { concurrency: 2 }),
      ...(random.chance(0.4) && { onItemError: random.pick(['fail', 'skip', 'collect']) }),
      ...(random.chance(0.2) && { more: { receive: 'more', until: 'true' } }),
      nodes: nodes(random, within(['item', 'index'])),
    }),
    () => ({
      repeat: random.pick<Json>([
        2,
        { until: limited, max: 3 },
        { while: limited, max: 2, onMax: 'continue' },
      ]),
      nodes: nodes(random, within(['turn.index'])),
    }),
  ];
  return { node: { ...random.pick(forms)(), ...scopeKeys(random, place) }, takes: 'time' };
}

function scopeKeys(random: Random, place: Place): JsonObject {
  return {
    ...(random.chance(0.2) && { output: value(random, { ...place, nodes: [], locals: [] }) }),
    ...(random.chance(0.15) && {
      complete: random.pick<Json>(['any', { count: 1, rest: 'keep' }, { when: 'ends.failed > 0' }]),
    }),
    ...(random.chance(0.15) && { onError: random.pick(['cancel', 'finish']) }),
    ...(random.chance(0.15) && { finally: { run: ['./clean.sh'] } }),
  };
}

const causes: readonly [Json, ...Json[]] = [
  'error',
  'always',
  'skipped',
  ['success', 'skipped'],
  { error: ['exit'] },
];

function entry(random: Random, place: Place): Json {
  const source = place.before[random.below(place.before.length)];
  if (!source || (place.wild && random.chance(0.2)))
    return random.pick<Json>(['a', 'f.go', { node: 'b', again: 2 }]);
  const [outcome] = source.outcomes;
  if (outcome !== undefined && random.chance(0.5)) return `${source.name}.${outcome}`;
  return random.pick<Json>([
    source.name,
    { node: source.name, on: random.pick(causes) },
    { node: source.name, when: condition(random, { ...place, nodes: [] }) },
  ]);
}

function orderKeys(random: Random, place: Place): JsonObject {
  const count = place.before.length;
  return {
    ...(count > 0 && random.chance(0.7) && { after: random.several(1, 2, () => entry(random, place)) }),
    ...(count > 1 && random.chance(0.1) && { unless: place.before[0]?.name ?? 'a' }),
    ...(random.chance(0.2) && { when: condition(random, place) }),
    ...(place.wild && random.chance(0.3) && { rest: 'cancel' }),
    ...(random.chance(0.1) && { title: textValue(random, { ...place, nodes: [] }) }),
  };
}

function joinKeys(random: Random, written: JsonObject): JsonObject {
  if (!Array.isArray(written.after) || written.after.length < 2) return {};
  const join = random.pick<Json>(['live', 'all', 'any', 'each', { count: 2 }, { when: 'join.taken > 0' }]);
  const early = join === 'any' || (typeof join === 'object' && join !== null);
  return { join, ...(early && random.chance(0.3) && { rest: 'cancel' }) };
}

function sharedKeys(random: Random, takes: Made['takes']): JsonObject {
  if (takes === 'order') return {};
  const undo = random.chance(0.1) ? { compensate: { run: ['./undo.sh'] } } : {};
  if (takes === 'undo') return undo;
  const timed = {
    ...undo,
    ...(random.chance(0.1) && { timeout: duration(random) }),
    ...(random.chance(0.05) && { lock: 'l' }),
  };
  if (takes === 'time') return timed;
  return {
    ...timed,
    ...(random.chance(0.15) && { retry: { attempts: 3, backoff: '1s', factor: 2 } }),
    ...(random.chance(0.05) && { cache: '1h' }),
    ...(random.chance(0.05) && { priority: 1, queue: 'other' }),
    ...(random.chance(0.05) && { assign: 'human' }),
    ...(random.chance(0.05) && { sensitive: true }),
  };
}

function made(random: Random, place: Place): Made {
  const simple = simpleKinds[random.below(simpleKinds.length)];
  const plain =
    !simple || (place.depth > 0 && random.chance(0.25)) ? block(random, place) : simple(random, place);
  const order = orderKeys(random, place);
  const node = { ...plain.node, ...order, ...joinKeys(random, order), ...sharedKeys(random, plain.takes) };
  return { ...plain, node };
}

const letters = 'abcdefghij';

/** Names are unique in the whole definition, so that none is shadowed. */
function nodes(random: Random, place: Place): JsonObject {
  const prefix = place.depth === 2 ? '' : `n${place.depth}_${random.below(10_000)}_`;
  const written: Record<string, JsonObject> = {};
  const before: Place['before'][number][] = [];
  const count = 1 + random.below(place.depth === 2 ? 6 : 3);
  for (let index = 0; index < count; index++) {
    const name = `${prefix}${letters.charAt(index)}`;
    const visible = [...place.nodes, ...before.map((other) => other.name)];
    const { node, outcomes = [] } = made(random, { ...place, nodes: visible, before });
    written[name] = node;
    before.push({ name, outcomes });
  }
  wayBack(random, written, before);
  return written;
}

/** From the last node to the first one, when it leads there. */
function wayBack(random: Random, written: Record<string, JsonObject>, before: Place['before']): void {
  const first = before[0]?.name;
  const last = before.at(-1)?.name;
  const target = first === undefined ? undefined : written[first];
  if (first === undefined || last === undefined || !target || target.after !== undefined) return;
  if (first === last || random.chance(0.7)) return;
  const again = random.pick<Json>([2, { max: 1, running: 'finish' }]);
  written[first] = { ...target, after: { node: last, when: 'vars.v == 0', again } };
}

export function definition(random: Random): JsonObject {
  const place: Place = { nodes: [], locals: [], wild: random.chance(0.4), depth: 2, before: [] };
  return {
    ostinato: 1,
    name: 'random',
    input: { type: 'object', properties: { n: { type: 'number', default: 1 } } },
    vars: { v: 0, w: [] },
    ...(random.chance(0.2) && { limits: { timeout: '1d', parallel: 2, cleanup: '1m' } }),
    nodes: nodes(random, place),
    ...scopeKeys(random, place),
  };
}

/** As JSON or as YAML. */
export function written(random: Random, tree: Json): string {
  return random.chance(0.5) ? JSON.stringify(tree) : stringify(tree);
}
