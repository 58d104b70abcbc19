/**
 * Is a schema one that works here? Owns the faults of schemas: wrong and misspelt keywords, references that lead
 * nowhere or in circles, regular expressions that are not linear.
 */
import { regex } from '../expression/regex.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';
import { formats, keywords, otherwise, types, unchecked } from './keywords.ts';
import type { KeywordKind } from './keywords.ts';
import { join, resolve } from './place.ts';

export interface SchemaFault {
  /** Place in the value (`validate`) or in the schema (`checkSchema`): `a.b[0]`; empty for the whole. */
  readonly path: string;
  /** One plain sentence. */
  readonly message: string;
}

/** A fault that keeps a schema from being used at all. */
export interface Finding extends SchemaFault {
  readonly blocking: boolean;
}

interface Walk {
  readonly root: JsonSchema;
  readonly findings: Finding[];
  readonly patterns: Set<string>;
  /** Schemas from which references lead to an end. */
  readonly ending: Set<Json>;
}

const MAX_DEPTH = 100;

/** Values of one `enum`: the validator compares each value with each of them. */
const MAX_CHOICES = 2_000;

/** Findings that are kept beside those that block; nobody reads more. */
const MAX_FINDINGS = 100;

/** Different values of `pattern` in one schema: as many as there are stand-ins for them (`prepare.ts`). */
export const MAX_PATTERNS = 64;

export function findings(schema: JsonSchema): readonly Finding[] {
  const walk: Walk = { root: schema, findings: [], patterns: new Set(), ending: new Set() };
  checkAt(schema, '', 0, walk);
  if (walk.patterns.size > MAX_PATTERNS) {
    add(walk, '', `the schema has more than ${MAX_PATTERNS} different patterns.`, true);
  }
  return walk.findings;
}

function checkAt(schema: Json, path: string, depth: number, walk: Walk): void {
  if (typeof schema === 'boolean') return;
  if (!isObject(schema)) {
    add(walk, path, `a schema is an object, or true or false, not ${show(schema)}.`, true);
    return;
  }
  if (depth > MAX_DEPTH) {
    add(walk, path, `the schema is nested deeper than ${MAX_DEPTH} levels.`, true);
    return;
  }
  for (const [name, value] of Object.entries(schema)) checkKeyword(name, value, path, depth, walk);
  checkRequired(schema, path, walk);
}

function checkKeyword(name: string, value: Json, path: string, depth: number, walk: Walk): void {
  const kind = keywords.get(name);
  const place = join(path, name);
  if (kind === undefined) {
    if (!name.startsWith('x-') && walk.findings.length < MAX_FINDINGS)
      add(walk, place, unknownKeyword(name), false);
    return;
  }
  const fault = checks[kind](value, walk);
  if (fault !== undefined) {
    const hint =
      name === 'items' && Array.isArray(value) ? ' For a list with fixed places use prefixItems.' : '';
    add(walk, place, `${name} ${fault}${hint}`, kind !== 'format');
    return;
  }
  for (const [key, schema] of subschemas(kind, value)) {
    checkAt(schema, key === undefined ? place : join(place, key), depth + 1, walk);
  }
  if (name === 'patternProperties') checkPatterns(value, place, walk);
}

function unknownKeyword(name: string): string {
  if (Object.hasOwn(otherwise, name)) return `${name} is not a keyword here. ${otherwise[name]}`;
  const near = suggest(name, keywords.keys());
  return near === undefined
    ? `${name} is not a keyword of JSON Schema. Keywords of your own start with x-.`
    : `${name} is not a keyword of JSON Schema. Did you mean ${near}?`;
}

/** The schemas directly inside a keyword's value, with their key there. */
export function subschemas(
  kind: KeywordKind,
  value: Json,
): readonly (readonly [string | number | undefined, Json])[] {
  if (kind === 'schema') return [[undefined, value]];
  if (kind === 'schemas' && Array.isArray(value)) {
    return (value as readonly Json[]).map((schema, index) => [index, schema]);
  }
  return kind === 'schema-map' && isObject(value) ? Object.entries(value) : [];
}

/** What is wrong with the value of a keyword, as the end of a sentence. */
const checks: Readonly<Record<KeywordKind, (value: Json, walk: Walk) => string | undefined>> = {
  schema: (value) => unless(isObject(value) || typeof value === 'boolean', 'takes a schema.'),
  schemas: (value) => unless(Array.isArray(value) && value.length > 0, 'takes a list of schemas.'),
  'schema-map': (value) => unless(isObject(value), 'takes an object of schemas.'),
  string: (value) => unless(typeof value === 'string', 'takes a string.'),
  number: (value) => unless(typeof value === 'number', 'takes a number.'),
  count: (value) => unless(Number.isInteger(value) && Number(value) >= 0, 'takes a whole number from 0 on.'),
  boolean: (value) => unless(typeof value === 'boolean', 'takes true or false.'),
  names: (value) => unless(areNames(value), 'takes a list of names, as in [topic, tone].'),
  'name-map': (value) =>
    unless(isObject(value) && Object.values(value).every(areNames), 'takes lists of names.'),
  values: checkValues,
  any: () => undefined,
  type: checkType,
  pattern: (value, walk) =>
    typeof value === 'string' ? checkPattern(value, walk) : 'takes a regular expression.',
  ref: checkReference,
  format: checkFormat,
};

function unless(fine: boolean, message: string): string | undefined {
  return fine ? undefined : message;
}

function areNames(value: Json): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function checkType(value: Json): string | undefined {
  const names: readonly Json[] = Array.isArray(value) ? value : [value];
  const wrong = names.find((name) => typeof name !== 'string' || !types.includes(name));
  if (wrong === undefined) return unless(names.length > 0, 'names no type.');
  const near = typeof wrong === 'string' ? (aliases[wrong] ?? suggest(wrong, types)) : undefined;
  const hint = near === undefined ? `It is one of ${types.join(', ')}.` : `Did you mean ${near}?`;
  return `is not ${show(wrong)}. ${hint}`;
}

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  float: 'number',
  double: 'number',
  bool: 'boolean',
  list: 'array',
  map: 'object',
  dict: 'object',
  str: 'string',
  text: 'string',
  nil: 'null',
  none: 'null',
};

function checkValues(value: Json): string | undefined {
  if (!Array.isArray(value)) return 'takes a list of values.';
  return unless(
    value.length <= MAX_CHOICES,
    `has ${value.length} values; at most ${MAX_CHOICES} are possible.`,
  );
}

/** What is beyond the bound is not compiled: it is told that there are too many. */
function checkPattern(pattern: string, walk: Walk): string | undefined {
  walk.patterns.add(pattern);
  if (walk.patterns.size > MAX_PATTERNS) return undefined;
  const compiled = regex(pattern);
  return compiled.ok
    ? undefined
    : `is refused: ${compiled.message}. Patterns are RE2: no backreferences, no lookaround.`;
}

function checkPatterns(value: Json, place: string, walk: Walk): void {
  for (const pattern of Object.keys(isObject(value) ? value : {})) {
    const fault = checkPattern(pattern, walk);
    if (fault !== undefined) add(walk, join(place, pattern), `the pattern ${fault}`, true);
  }
}

function checkFormat(value: Json): string | undefined {
  if (typeof value !== 'string') return 'takes a string.';
  if (formats.includes(value) || unchecked.includes(value)) return undefined;
  const near = value === 'url' ? 'uri' : suggest(value, formats);
  const hint = near === undefined ? `Known are ${formats.join(', ')}.` : `Did you mean ${near}?`;
  return `${show(value)} is not known. ${hint}`;
}

function checkReference(value: Json, walk: Walk): string | undefined {
  if (typeof value !== 'string') return 'takes a string.';
  if (!value.startsWith('#')) return `${show(value)} leads out of this schema. Write the schema under $defs.`;
  const target = resolve(value, walk.root);
  if (target === undefined) return `${show(value)} leads nowhere. Schemas to refer to stand under $defs.`;
  switch (way(target, walk, new Set())) {
    case 'ends':
      return undefined;
    case 'circle':
      return `${show(value)} leads back to itself without going deeper into the value.`;
    case 'too long':
      return `${show(value)} leads through more than ${MAX_DEPTH} schemas.`;
  }
}

/** Where following references at one and the same place of a value leads. */
function way(schema: Json | undefined, walk: Walk, open: Set<Json>): 'ends' | 'circle' | 'too long' {
  if (!isObject(schema) || walk.ending.has(schema)) return 'ends';
  if (open.has(schema)) return 'circle';
  if (open.size > MAX_DEPTH) return 'too long';
  open.add(schema);
  for (const next of inPlace(schema, walk.root)) {
    const found = way(next, walk, open);
    if (found !== 'ends') return found;
  }
  open.delete(schema);
  walk.ending.add(schema);
  return 'ends';
}

/** Schemas that apply to the same value as this one. */
function inPlace(schema: JsonObject, root: JsonSchema): readonly (Json | undefined)[] {
  const lists = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const target = typeof schema.$ref === 'string' ? [resolve(schema.$ref, root)] : [];
  return [...lists, schema.not, schema.if, schema.then, schema.else, ...target];
}

/** A required name that `properties` does not have, where no other fields are let in. */
function checkRequired(schema: JsonObject, path: string, walk: Walk): void {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isObject(properties)) return;
  const known = Object.keys(properties);
  for (const name of required as readonly Json[]) {
    if (walk.findings.length >= MAX_FINDINGS) return;
    if (typeof name !== 'string' || Object.hasOwn(properties, name)) continue;
    const near = suggest(name, known);
    const closed = schema.additionalProperties === false;
    if (near === undefined && !closed) continue;
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    add(
      walk,
      join(path, 'required'),
      `required names ${name}, which properties does not have.${hint}`,
      false,
    );
  }
}

function add(walk: Walk, path: string, message: string, blocking: boolean): void {
  walk.findings.push({ path, message, blocking });
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
