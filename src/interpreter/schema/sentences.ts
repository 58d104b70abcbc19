/**
 * What the validator says → one plain sentence per mistake, naming the field. Owns which of its findings are told:
 * only the innermost, and of `anyOf` and `oneOf` the whole instead of every branch.
 */
import type { OutputUnit } from '@cfworker/json-schema';
import { isObject } from '../json.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';
import type { SchemaFault } from './check.ts';
import { child, join, keysOf, pathOf, resolve } from './place.ts';
import { patternOf } from './prepare.ts';
import type { Prepared } from './prepare.ts';

export const MAX_FAULTS = 20;

export function sentences(
  errors: readonly OutputUnit[],
  value: Json,
  prepared: Prepared,
): readonly SchemaFault[] {
  const told = new Map<string, SchemaFault>();
  const choices = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  for (const error of errors) {
    if (containers.includes(error.keyword) || inside(error, choices)) continue;
    const fault = sentence(error, errors, value, prepared);
    told.set(`${fault.path} ${fault.message}`, fault);
    if (told.size === MAX_FAULTS) break;
  }
  return [...told.values()];
}

/** These only say that something inside them does not fit. */
const containers: readonly string[] = [
  '$ref',
  'allOf',
  'properties',
  'items',
  'prefixItems',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
];

/** `false` is located by the value, everything else by the schema. */
function inside(error: OutputUnit, choices: readonly OutputUnit[]): boolean {
  return choices.some((choice) =>
    error.keyword === 'false'
      ? error.instanceLocation.startsWith(`${choice.instanceLocation}/`)
      : error.keywordLocation.startsWith(`${choice.keywordLocation}/`),
  );
}

function sentence(
  error: OutputUnit,
  errors: readonly OutputUnit[],
  value: Json,
  prepared: Prepared,
): SchemaFault {
  const keys = keysOf(error.instanceLocation);
  const path = pathOf(keys, value);
  const schema = schemaAt(error.keywordLocation, prepared.schema);
  const name = path === '' ? 'the value' : path;
  if (error.keyword === 'required') return missing(error, path);
  if (error.keyword === 'false')
    return { path, message: `${name} is not known${unknownHint(keys, errors, prepared)}` };
  const message = tell(error, schema, prepared, errors);
  return { path, message: `${name} ${message}` };
}

/** Its text ends in `property "name".`; the name is nowhere else. */
function missing(error: OutputUnit, path: string): SchemaFault {
  const name = /property "(.*)"\.$/s.exec(error.error)?.[1] ?? '';
  const place = join(path, name);
  return { path: place, message: `${place} is required` };
}

function tell(
  error: OutputUnit,
  schema: JsonObject,
  prepared: Prepared,
  errors: readonly OutputUnit[],
): string {
  const limit = show(schema[error.keyword]);
  switch (error.keyword) {
    case 'type':
      return `must be ${typeWords(schema.type)}`;
    case 'enum':
      return `must be one of: ${Array.isArray(schema.enum) ? schema.enum.map(show).join(', ') : limit}`;
    case 'const':
      return `must be ${limit}`;
    case 'format':
      return formatWords(schema.format, prepared);
    case 'anyOf':
    case 'oneOf':
      return choiceWords(error, errors, prepared);
    case 'not':
      return 'is something that is not allowed here';
    default:
      return words[error.keyword]?.(limit) ?? `does not fit ${error.keyword}`;
  }
}

const words: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be more than ${limit}`,
  exclusiveMaximum: (limit) => `must be less than ${limit}`,
  multipleOf: (limit) => `must be a multiple of ${limit}`,
  minLength: (limit) => (limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`),
  maxLength: (limit) => `must have at most ${limit} characters`,
  minItems: (limit) => (limit === '1' ? 'must not be empty' : `must have at least ${limit} items`),
  maxItems: (limit) => `must have at most ${limit} items`,
  uniqueItems: () => 'must not have the same item twice',
  minProperties: (limit) => `must have at least ${limit} fields`,
  maxProperties: (limit) => `must have at most ${limit} fields`,
  contains: () => 'has no item of the kind that it must have',
  minContains: (limit) => `must have at least ${limit} items of the kind that it must have`,
  maxContains: (limit) => `must have at most ${limit} items of the kind that it may have`,
  dependentRequired: () => 'lacks a field that another field of it requires',
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

function typeWords(type: Json | undefined): string {
  const names: readonly Json[] = Array.isArray(type) ? type : [type ?? null];
  return names
    .map((name) => (typeof name === 'string' ? (typeNames[name] ?? name) : 'something else'))
    .join(' or ');
}

function formatWords(format: Json | undefined, prepared: Prepared): string {
  const name = typeof format === 'string' ? format : '';
  const pattern = patternOf(name, prepared);
  return pattern === undefined ? `must be a valid ${name}` : `must match the pattern ${pattern}`;
}

/** Where each branch wants another type, the types are the answer. */
function choiceWords(error: OutputUnit, errors: readonly OutputUnit[], prepared: Prepared): string {
  const branches = errors.filter((other) => other.keywordLocation.startsWith(`${error.keywordLocation}/`));
  const here = branches.every(
    (branch) => branch.keyword === 'type' && branch.instanceLocation === error.instanceLocation,
  );
  if (!here || branches.length === 0) {
    return error.keyword === 'anyOf'
      ? 'fits none of the allowed forms'
      : 'must fit exactly one of the allowed forms';
  }
  const types = branches.map((branch) => typeWords(schemaAt(branch.keywordLocation, prepared.schema).type));
  return `must be ${[...new Set(types)].join(' or ')}`;
}

/** A field that no schema lets in: the nearest that there is. */
function unknownHint(keys: readonly string[], errors: readonly OutputUnit[], prepared: Prepared): string {
  const name = keys.at(-1) ?? '';
  const owner = errors.find(
    (error) =>
      error.keyword === 'additionalProperties' && keysOf(error.instanceLocation).length === keys.length - 1,
  );
  if (owner === undefined) return '';
  const { properties } = schemaAt(owner.keywordLocation, prepared.schema);
  const near = suggest(name, isObject(properties) ? Object.keys(properties) : []);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The schema whose keyword this location names; references on the way are followed. */
function schemaAt(location: string, root: JsonSchema): JsonObject {
  let at: Json | undefined = root;
  for (const key of keysOf(location).slice(0, -1)) {
    if (key === '$ref' && isObject(at)) at = typeof at.$ref === 'string' ? resolve(at.$ref, root) : undefined;
    else at = child(at, key);
  }
  return isObject(at) ? at : {};
}

function show(value: Json | undefined): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  return JSON.stringify(value ?? null);
}
