/**
 * Where a submission begins: its class names the phase; without one it is classified, or begins at the first phase.
 * Owns the nodes before the phases and the field `classification` of the input.
 *
 * E1. Only phases with `classification` are begun at, and the first one; with `classify` and no `classification`
 *     anywhere, every phase under its own name.
 */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { addTo } from '../multimap.ts';
import { choosingSchema, fieldOf, refuse } from './choice.ts';
import { expandNode } from './nodes.ts';
import type { Phase } from './phase.ts';
import type { Sugar } from './spot.ts';

export interface Entry {
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** The entry of `after` of each phase that can be begun at. */
  readonly entries: readonly (readonly [phase: string, entry: Json])[];
  readonly classes: readonly string[];
}

export function entryOf(phases: readonly Phase[], classify: Json | undefined, sugar: Sugar): Entry {
  const declared = phases.some(({ classes }) => classes.length > 0);
  if (!declared && classify === undefined) return { nodes: {}, entries: [], classes: [] };
  const owners = ownersOf(phases, declared, sugar);
  const classes = [...owners.keys()];
  const classifier = classify === undefined ? undefined : classifierOf(classify, classes, sugar);
  const wanted = classifier ? `default(input.classification, ${classifier.chosen})` : given;
  const cases = casesOf(phases, owners, wanted, !classifier);
  sugar.moved(['nodes', 'entry'], ['phases']);
  return {
    nodes: {
      ...classifier?.nodes,
      entry: { ...(classifier && { after: 'submitted' }), switch: cases },
      entry_refused: refuse('entry', `No phase begins with the classification \${ json(${wanted}) }`),
    },
    entries: Object.keys(cases).flatMap((name) =>
      name === 'not-allowed' ? [] : [[name, `entry.${name}`] as const],
    ),
    classes,
  };
}

/** Each class with the phase that begins with it. */
function ownersOf(
  phases: readonly Phase[],
  declared: boolean,
  { report }: Sugar,
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { name, classes, spot } of phases) {
    for (const one of declared ? classes : [name]) {
      const owner = owners.get(one);
      const path = [...spot.from, 'classification'];
      if (owner === undefined) owners.set(one, name);
      else report('OST213', { path }, `\`${owner}\` begins with \`${one}\` already.`, 'Leave one out.');
    }
  }
  return owners;
}

const given = 'default(input.classification, null)';

/** @param first whether what has no class begins at the first phase */
function casesOf(
  phases: readonly Phase[],
  owners: ReadonlyMap<string, string>,
  wanted: string,
  first: boolean,
): JsonObject {
  const cases: Record<string, Json> = {};
  const byOwner = new Map<string, string[]>();
  for (const [one, owner] of owners) addTo(byOwner, owner, one);
  phases.forEach(({ name }, index) => {
    const classes = byOwner.get(name) ?? [];
    const tests = classes.length > 0 ? [`${wanted} in ${JSON.stringify(classes)}`] : [];
    if (first && index === 0) tests.unshift(`${given} == null`);
    if (tests.length > 0) cases[name] = tests.join(' || ');
  });
  return { ...cases, 'not-allowed': true };
}

interface Classifier {
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** The expression of the class that it found. */
  readonly chosen: string;
}

/** A value with an expression, or any node: its outcome is the class, else the field `classification` of its result. */
function classifierOf(value: Json, classes: readonly string[], sugar: Sugar): Classifier {
  sugar.moved(['nodes', 'classify'], ['classify']);
  sugar.moved(['nodes', 'submitted'], ['classify']);
  const submitted = { switch: { given: `${given} != null`, unclassified: true } };
  const work = isObject(value) ? workOf(value, classes, sugar) : ruleOf(value, sugar);
  const classify = { ...work, after: 'submitted.unclassified' };
  const outcome = Object.hasOwn(work, 'switch') || Object.hasOwn(work, 'outcomes');
  const read = outcome ? 'nodes.?classify.?outcome' : fieldOf('classify', work, 'classification');
  return { nodes: { submitted, classify }, chosen: `default(${read}, null)` };
}

function ruleOf(value: Json, sugar: Sugar): JsonObject {
  sugar.moved(['nodes', 'classify', 'let', 'classification'], ['classify']);
  if (typeof value !== 'string') {
    const hint = 'Write a node, or a value: `classify: ${ input.kind }`.';
    sugar.report('OST201', { path: ['classify'] }, 'What finds the class is a node, or a text.', hint);
  }
  return { let: { classification: value } };
}

function workOf(value: JsonObject, classes: readonly string[], sugar: Sugar): JsonObject {
  if (Object.hasOwn(value, 'after'))
    sugar.report(
      'OST202',
      { path: ['classify', 'after'], mark: 'key' },
      '`after` is no key of `classify`.',
      'It comes first.',
    );
  const node = expandNode(value, { at: ['nodes', 'classify'], from: ['classify'] }, 'classify', sugar);
  const plain = isObject(node) ? node : value;
  const missing = (kind: string, key: string): boolean =>
    Object.hasOwn(plain, kind) && !Object.hasOwn(plain, key);
  if (missing('human', 'outcomes')) return { ...plain, outcomes: classes };
  return missing('agent', 'returns')
    ? { ...plain, returns: choosingSchema('classification', classes) }
    : plain;
}

/** The input's schema with the field `classification`, unless it says what that is, or is no schema of an object. */
export function withClassification(schema: Json | undefined, classes: readonly string[]): Json {
  const field = { type: 'string', enum: classes, title: 'Classification' };
  if (schema === undefined)
    return { type: 'object', properties: { classification: field }, additionalProperties: true };
  if (!isObject(schema) || (schema.type !== 'object' && !isObject(schema.properties))) return schema;
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (Object.hasOwn(properties, 'classification')) return schema;
  const open = schema.properties === undefined && schema.additionalProperties === undefined;
  return {
    ...schema,
    ...(open && { additionalProperties: true }),
    properties: { ...properties, classification: field },
  };
}
