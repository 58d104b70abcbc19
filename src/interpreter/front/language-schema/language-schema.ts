/**
 * The JSON Schema (2020-12) of the language, made from the shapes: for editors, and for whoever writes definitions by
 * program. Owns how the shapes are put together; what a key is for is `words.ts`.
 *
 * LS1. What the schema refuses, the check refuses. The check knows more: names, expressions, graphs.
 * LS2. Shorthands stand in it too, and kinds that tools bring along.
 */
import { z } from 'zod';
import type { Catalogue } from '../../catalogue.ts';
import type { Json, JsonObject, JsonSchema } from '../../json.ts';
import { isObject } from '../../json.ts';
import type { Kind } from '../../plan.ts';
import { definition } from '../document/definition.ts';
import { kinds, shapes } from '../document/kinds.ts';
import { definitionPattern, maxNameLength } from '../document/names.ts';
import { nodeName, partName, parts } from './parts.ts';
import { nodeWords, topWords, type Word } from './words.ts';

/** @param tools whose names and kinds are offered */
export function languageSchema(tools: Catalogue['tools'] = []): JsonObject {
  const branches = [...kinds.map((kind) => [kind, nodeShape(kind)] as const), ...toolBranches(tools)];
  const names = branches.map(([name]) => name);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Ostinato definition, language version 1',
    type: 'object',
    required: ['ostinato', 'name'],
    anyOf: [{ required: ['nodes'] }, { required: ['phases'] }],
    properties: topProperties(),
    additionalProperties: false,
    $defs: {
      ...Object.fromEntries(Object.entries(parts).map(([name, { schema }]) => [name, schema])),
      nodes: setOf('node'),
      phases: setOf('phase'),
      node: anyOf(names, 'node'),
      phase: anyOf(names, 'phase'),
      ...Object.fromEntries(branches.map(([name, shape]) => [`node.${name}`, shape])),
      ...Object.fromEntries(branches.map(([name, shape]) => [`phase.${name}`, phaseShape(shape)])),
      ...keyShapes(tools),
    },
  };
}

function reference(name: string): JsonObject {
  return { $ref: `#/$defs/${name}` };
}

function anyOf(names: readonly string[], prefix: string): JsonObject {
  return { type: 'object', anyOf: names.map((name) => reference(`${prefix}.${name}`)) };
}

/** A mapping by name, or a list of which an item is one, or a name with one. */
function setOf(what: string): JsonObject {
  const named = {
    type: 'object',
    propertyNames: nodeName,
    additionalProperties: reference(what),
    minProperties: 1,
  };
  const items = { anyOf: [reference(what), { ...named, maxProperties: 1 }] };
  return { anyOf: [named, { type: 'array', minItems: 1, items }] };
}

/** JSON Schema of a shape, with references to the parts that have a name. */
function written(shape: z.core.$ZodType): JsonObject {
  const made = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const name = partName(zodSchema);
      if (name === undefined) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, reference(name));
    },
  });
  // What zod writes is JSON.
  const { $schema: _, ...rest } = made as JsonObject;
  return rest;
}

function told(schema: Json | undefined, word: Word | undefined): JsonObject {
  return { ...(isObject(schema) ? schema : {}), ...word };
}

/** Keys whose values are read on their own. */
const nested: Readonly<Record<string, JsonObject>> = {
  nodes: reference('nodes'),
  do: reference('nodes'),
  finally: reference('node'),
  compensate: reference('node'),
};

function topProperties(): JsonObject {
  const { properties } = written(definition);
  const own = Object.entries(isObject(properties) ? properties : {}).map(([key, schema]) => [
    key,
    told(withInner(nested[key] ?? schema, key, topWords), topWords[key]),
  ]);
  return {
    ...Object.fromEntries(own),
    name: { type: 'string', pattern: definitionPattern.source, maxLength: maxNameLength, ...topWords.name },
    phases: { ...reference('phases'), ...topWords.phases },
    classify: { anyOf: [reference('node'), { type: 'string' }], ...topWords.classify },
  };
}

/** The keys of a mapping inside of a key, with their words. */
function withInner(schema: Json | undefined, key: string, words: Readonly<Record<string, Word>>): JsonObject {
  if (!isObject(schema)) return {};
  if (Array.isArray(schema.anyOf))
    return { ...schema, anyOf: schema.anyOf.map((way: Json) => withInner(way, key, words)) };
  if (!isObject(schema.properties)) return schema;
  const inner = Object.entries(schema.properties).map(([name, one]) => [
    name,
    told(one, words[`${key}.${name}`]),
  ]);
  return { ...schema, properties: Object.fromEntries(inner) };
}

const keysOf = (kind: Kind): readonly string[] => Object.keys(shapes[kind].shape);

/** A key that means something of its own at this kind, or is like that of other kinds. */
function keyName(kind: Kind, key: string): string {
  return Object.hasOwn(nodeWords, `${kind}.${key}`) && kind !== key ? `${kind}.${key}` : key;
}

function nodeShape(kind: Kind): JsonObject {
  const keys = keysOf(kind).map((key) => [key, reference(`key.${keyName(kind, key)}`)]);
  const { required = [kind] } = written(shapes[kind]);
  return { type: 'object', required, properties: Object.fromEntries(keys), additionalProperties: false };
}

function keyShapes(tools: Catalogue['tools']): JsonObject {
  const found = new Map<string, Json>();
  for (const kind of kinds) {
    const { properties } = written(shapes[kind]);
    for (const [key, schema] of Object.entries(isObject(properties) ? properties : {})) {
      const name = `key.${keyName(kind, key)}`;
      const plain = withInner(nested[key] ?? schema, key, nodeWords);
      if (!found.has(name)) found.set(name, told(plain, nodeWords[keyName(kind, key)]));
    }
  }
  if (tools.length > 0)
    found.set(
      'key.tool',
      told(
        { type: 'string', examples: tools.map(({ name }) => name) },
        nodeWords.tool && { description: nodeWords.tool.description },
      ),
    );
  return Object.fromEntries(found);
}

/** `component` with `action`, and kinds that tools bring along: nodes of the kind `tool` but for its key. */
function toolBranches(tools: Catalogue['tools']): readonly (readonly [string, JsonObject])[] {
  const { properties, ...rest } = nodeShape('tool');
  const { tool: _, tools: __, ...keys } = isObject(properties) ? properties : {};
  const { input: ___, ...withoutInput } = keys;
  const words = {
    component: told({ type: 'string' }, nodeWords.component),
    action: told({ type: 'string' }, nodeWords.action),
  };
  const own = tools.flatMap(({ kind, description }) =>
    kind === undefined ? [] : [[kind, { description }] as const],
  );
  return [
    ['component', { ...rest, required: ['component', 'action'], properties: { ...keys, ...words } }],
    [
      'ofTool',
      {
        type: 'object',
        description: 'A kind that a tool brings along: a word with a dot in it.',
        properties: { ...withoutInput, ...Object.fromEntries(own) },
        patternProperties: { [dotted]: {} },
        not: { propertyNames: { not: { pattern: dotted } } },
        additionalProperties: false,
      },
    ],
  ];
}

const dotted = '^[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)+$';

function phaseShape(node: JsonObject): JsonSchema {
  const { after: _, ...keys } = isObject(node.properties) ? node.properties : {};
  const classes = { type: ['string', 'array'], items: { type: 'string' }, ...nodeWords.classification };
  const next = { type: ['string', 'array', 'object'], ...nodeWords.next };
  return { ...node, properties: { ...keys, classification: classes, next } };
}
