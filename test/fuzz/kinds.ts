/** Random nodes of each kind, with the keys of their own. Keys that kinds share are `definitions.ts`. */
import type { Json, JsonObject } from '../../src/interpreter/json.ts';
import { condition, expression, type Names } from './expressions.ts';
import type { Random } from './random.ts';

export interface Place extends Names {
  /** How many blocks may still stand in each other. */
  readonly depth: number;
  /** Nodes of the same scope that stand before, with the outcomes that they have. */
  readonly before: readonly { readonly name: string; readonly outcomes: readonly string[] }[];
}

export interface Made {
  readonly node: JsonObject;
  readonly outcomes?: readonly string[];
  /** Which of the shared keys the kind takes. */
  readonly takes: 'work' | 'time' | 'undo' | 'order';
}

export const value = (random: Random, place: Names): Json => {
  const written = `\${ ${expression(random, place)} }`;
  return random.pick<Json>([
    written,
    `text ${written} text`,
    random.below(5),
    ['x', written],
    { k: written },
  ]);
};
export const textValue = (random: Random, place: Names): string => `text \${ ${expression(random, place)} }`;
export const duration = (random: Random): string =>
  random.pick(['500ms', '30s', '10m', '2h', 'PT1H30M', '7d']);
const schema = (random: Random): Json =>
  random.pick<Json>([
    true,
    { type: 'object', properties: { x: { type: 'string' } } },
    { type: 'string', pattern: '^[a-z]{1,9}$' },
  ]);

export const simpleKinds: readonly ((random: Random, place: Place) => Made)[] = [
  (random, place) => ({ node: { let: { x: value(random, place), y: 1 } }, takes: 'undo' }),
  (random, place) => ({
    node: { set: place.wild ? { v: value(random, place) } : { w: { add: value(random, place) } } },
    takes: 'undo',
  }),
  (random, place) => ({ node: { run: ['./work.sh', textValue(random, place)] }, takes: 'work' }),
  (random, place) => ({
    node: { run: ['./work.sh'], stdin: value(random, place), returns: schema(random) },
    takes: 'work',
  }),
  (random, place) => ({ node: { tool: 'data.echo', input: value(random, place) }, takes: 'work' }),
  (random, place) => ({
    node: { tool: '${ "data." + "echo" }', tools: ['data.echo', 'web.search'], input: value(random, place) },
    takes: 'work',
  }),
  (random, place) => ({
    node: { agent: {}, prompt: textValue(random, place), tools: ['web.search'] },
    takes: 'work',
  }),
  (random) => ({
    node: { human: 'Go on?', outcomes: ['go', 'stop'], form: schema(random) },
    outcomes: ['go', 'stop'],
    takes: 'time',
  }),
  () => ({
    node: { human: 'Vote', outcomes: ['go', 'stop'], quorum: { count: 2, of: 3, otherwise: 'stop' } },
    outcomes: ['go', 'stop'],
    takes: 'time',
  }),
  (random) => ({
    node: {
      human: 'Soon?',
      deadline: { after: duration(random), remind: ['1s'], escalate: { after: '2s', to: ['role:boss'] } },
    },
    takes: 'time',
  }),
  (random, place) => ({
    node: { switch: { go: condition(random, place), other: true } },
    outcomes: ['go', 'other'],
    takes: 'order',
  }),
  (random) => ({ node: { wait: duration(random) }, takes: 'time' }),
  (random, place) => ({
    node: { workflow: 'other', input: value(random, place), detach: random.chance(0.3) },
    takes: 'time',
  }),
  (random) => ({
    node: { receive: 'paid', mode: random.pick(['buffered', 'transient']), timeout: '1h' },
    takes: 'order',
  }),
  () => ({
    node: { receive: { any: ['paid', { event: 'refused', key: 'k' }] }, timeout: '1h' },
    outcomes: ['paid', 'refused'],
    takes: 'order',
  }),
  (random, place) => ({ node: { emit: 'order.done', key: 'k', data: value(random, place) }, takes: 'undo' }),
  (random, place) => ({
    node: { plan: { graph: value(random, place) }, allow: { nodes: 5 } },
    takes: 'time',
  }),
  (random, place) => ({
    node: { define: value(random, place), continue: random.chance(0.5) },
    takes: 'time',
  }),
  (_, place) => ({ node: { cancel: place.before.at(-1)?.name ?? 'a' }, takes: 'order' }),
  (random, place) => ({ node: { end: value(random, place) }, takes: 'order' }),
  (random, place) => ({
    node: { fail: { type: 'rejected', title: textValue(random, place) } },
    takes: 'order',
  }),
];
