/**
 * Static types of expressions, and how a JSON Schema becomes one and is made of one. Owns the types and their names.
 * What a schema does not say plainly is `dyn`: the check may miss a fault, it never invents one.
 */
import { isObject } from '../json.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';

export type Type =
  | { readonly kind: 'dyn' | 'null' | 'bool' | 'int' | 'double' }
  /** `values`: the only strings that it can be (an enum, the outcomes of a node). */
  | { readonly kind: 'string'; readonly values?: readonly string[] }
  | { readonly kind: 'list'; readonly item: Type }
  /** `rest`: type of the fields that are not named; absent = there are no others. */
  | { readonly kind: 'map'; readonly fields: Readonly<Record<string, Type>>; readonly rest?: Type }
  | { readonly kind: 'optional'; readonly of: Type };

export const dyn: Type = { kind: 'dyn' };
export const bool: Type = { kind: 'bool' };
export const int: Type = { kind: 'int' };
export const double: Type = { kind: 'double' };
export const string: Type = { kind: 'string' };
export const nothing: Type = { kind: 'null' };
export const anyMap: Type = { kind: 'map', fields: {}, rest: dyn };
export const listOf = (item: Type): Type => ({ kind: 'list', item });
export const optionalOf = (of: Type): Type => (of.kind === 'optional' ? of : { kind: 'optional', of });
export const presentOf = (type: Type): Type => (type.kind === 'optional' ? type.of : type);

export function isNumeric(type: Type): boolean {
  return type.kind === 'int' || type.kind === 'double';
}

/** The CEL name: `list<string>`, `map`, `optional<double>`, `dyn`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'list':
      return type.item.kind === 'dyn' ? 'list' : `list<${typeName(type.item)}>`;
    case 'optional':
      return `optional<${typeName(type.of)}>`;
    case 'dyn':
    case 'null':
    case 'bool':
    case 'int':
    case 'double':
    case 'string':
    case 'map':
      return type.kind;
  }
}

/** The type of a value that is one or the other. */
export function either(left: Type, right: Type): Type {
  if (left.kind === 'optional' || right.kind === 'optional') {
    return optionalOf(either(presentOf(left), presentOf(right)));
  }
  if (isNumeric(left) && isNumeric(right)) return left.kind === right.kind ? left : double;
  if (left.kind === 'string' && right.kind === 'string') return left.values === right.values ? left : string;
  if (left.kind === 'list' && right.kind === 'list') return listOf(either(left.item, right.item));
  if (left.kind === 'map' && right.kind === 'map') return left === right ? left : anyMap;
  return left.kind === right.kind ? left : dyn;
}

const MAX_REFERENCES = 20;
const read = new WeakMap<JsonObject, Type>();

/** @param schema 2020-12; `undefined` = nothing is known. Local references (`#/$defs/x`) are followed. */
export function fromSchema(schema: JsonSchema | undefined): Type {
  if (!isObject(schema)) return dyn;
  const known = read.get(schema) ?? convert(schema, schema, MAX_REFERENCES);
  read.set(schema, known);
  return known;
}

/** Types in each other; what is deeper may be anything, so that no work grows with the depth of a type. */
const MAX_DEPTH = 24;
interface Written {
  readonly schema: JsonSchema;
  /** What is left of the type when the value is kept as JSON: no `int`, nothing optional. */
  readonly type: Type;
  readonly depth: number;
}
const written = new WeakMap<Type, Written>();
/** Schemas of here are made of each other, and read back in one step. */
const made = new WeakMap<JsonObject, Type>();
const anything: Written = { schema: true, type: dyn, depth: 0 };

/** The schema of what is kept of a value of this type as JSON. */
export function toSchema(type: Type): JsonSchema {
  return write(type).schema;
}

function write(type: Type): Written {
  const known = written.get(type);
  if (known) return known;
  const composed = compose(type);
  const result = composed.depth > MAX_DEPTH ? anything : composed;
  written.set(type, result);
  if (isObject(result.schema)) made.set(result.schema, result.type);
  return result;
}

function compose(type: Type): Written {
  switch (type.kind) {
    case 'dyn':
    case 'null':
      return anything;
    case 'bool':
      return { schema: { type: 'boolean' }, type, depth: 0 };
    case 'int':
    case 'double':
      return { schema: { type: 'number' }, type: double, depth: 0 };
    case 'string':
      return { schema: { type: 'string', ...(type.values && { enum: type.values }) }, type, depth: 0 };
    case 'optional':
      return write(type.of);
    case 'list': {
      const item = write(type.item);
      return {
        schema: { type: 'array', items: item.schema },
        type: listOf(item.type),
        depth: item.depth + 1,
      };
    }
    case 'map':
      return composeMap(type);
  }
}

function composeMap({ fields, rest }: Extract<Type, { kind: 'map' }>): Written {
  const properties = Object.entries(fields).map(([name, field]) => [name, write(field)] as const);
  const others = rest && write(rest);
  const depths = [...properties.map(([, { depth }]) => depth), others?.depth ?? 0];
  const pick = <K extends 'schema' | 'type'>(key: K): Record<string, Written[K]> =>
    Object.fromEntries(properties.map(([name, property]) => [name, property[key]]));
  return {
    schema: { type: 'object', properties: pick('schema'), additionalProperties: others?.schema ?? false },
    type: { kind: 'map', fields: pick('type'), ...(others && { rest: others.type }) },
    depth: depths.reduce((most, depth) => Math.max(most, depth)) + 1,
  };
}

function convert(given: Json | undefined, root: JsonSchema | undefined, left: number): Type {
  const schema = withoutNull(given);
  if (!isObject(schema) || left === 0) return dyn;
  const own = made.get(schema);
  if (own) return own;
  if (typeof schema.$ref === 'string') return convert(resolve(schema.$ref, root), root, left - 1);
  if (composed.some((keyword) => Object.hasOwn(schema, keyword))) return dyn;
  if (Array.isArray(schema.enum)) return fromValues(schema.enum);
  if (schema.const !== undefined) return fromValues([schema.const]);
  const simple = typeof schema.type === 'string' ? simpleTypes[schema.type] : undefined;
  if (simple !== undefined) return simple;
  if (schema.type === 'array') {
    return listOf(schema.prefixItems === undefined ? convert(schema.items, root, left - 1) : dyn);
  }
  const object = schema.type === 'object' || (schema.type === undefined && isObject(schema.properties));
  return object ? fromObject(schema, root, left) : dyn;
}

const isNull = (way: Json): boolean => isObject(way) && way.type === 'null';

/** Null goes with every type: what a value may be besides is what can be said of it. */
function withoutNull(schema: Json | undefined): Json | undefined {
  if (!isObject(schema)) return schema;
  const { type, anyOf, ...rest } = schema;
  if (Array.isArray(type) && type.length === 2 && type.includes('null'))
    return { ...schema, type: type.find((one) => one !== 'null') ?? 'null' };
  if (!Array.isArray(anyOf) || anyOf.length !== 2 || !anyOf.some(isNull)) return schema;
  const other: Json | undefined = anyOf.find((way: Json) => !isNull(way));
  return Object.keys(rest).length === 0 ? other : schema;
}

const simpleTypes: Readonly<Record<string, Type>> = {
  string,
  integer: double,
  number: double,
  boolean: bool,
  null: nothing,
};
const composed = ['anyOf', 'oneOf', 'allOf', 'if', 'not', '$dynamicRef'];

function fromValues(values: readonly Json[]): Type {
  const strings = values.filter((value) => typeof value === 'string');
  if (strings.length === values.length) return { kind: 'string', values: strings };
  if (values.every((value) => typeof value === 'number')) return double;
  return values.every((value) => typeof value === 'boolean') ? bool : dyn;
}

/** Fields that are not named are unknown, hence a fault, unless `additionalProperties` lets them in. */
function fromObject(schema: JsonObject, root: JsonSchema | undefined, left: number): Type {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const fields: Record<string, Type> = {};
  for (const [name, property] of Object.entries(properties)) {
    Object.defineProperty(fields, name, { value: convert(property, root, left - 1), enumerable: true });
  }
  const more = schema.additionalProperties ?? schema.unevaluatedProperties;
  const open = schema.properties === undefined || schema.patternProperties !== undefined;
  if (more === true || (more === undefined && open)) return { kind: 'map', fields, rest: dyn };
  if (isObject(more)) return { kind: 'map', fields, rest: open ? dyn : convert(more, root, left - 1) };
  return open && schema.properties === undefined
    ? { kind: 'map', fields, rest: dyn }
    : { kind: 'map', fields };
}

function resolve(reference: string, root: JsonSchema | undefined): Json | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let at: Json | undefined = root;
  for (const part of reference.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}
