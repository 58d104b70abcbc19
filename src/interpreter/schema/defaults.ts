/** What a schema adds to a value: defaults of missing fields, and the type that a text stands for. */
import { isObject } from '../json.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { child, resolve } from './place.ts';

const MAX_REFERENCES = 50;

/**
 * The value with the defaults of its missing fields, at every depth; the value itself is not changed. A default is
 * taken as it is written. `allOf` is followed, alternatives (`anyOf`, `if`, …) are not.
 */
export function withDefaults(schema: JsonSchema, value: Json): Json {
  return fill(schema, value, schema);
}

function fill(schema: Json | undefined, value: Json, root: JsonSchema): Json {
  return layers(schema, root, MAX_REFERENCES).reduce((filled, layer) => fillOne(layer, filled, root), value);
}

/** The schema and those that apply beside it. */
function layers(schema: Json | undefined, root: JsonSchema, left: number): readonly JsonObject[] {
  if (!isObject(schema) || left === 0) return [];
  const target = typeof schema.$ref === 'string' ? layers(resolve(schema.$ref, root), root, left - 1) : [];
  const all = Array.isArray(schema.allOf) ? (schema.allOf as readonly Json[]) : [];
  return [schema, ...target, ...all.flatMap((item) => layers(item, root, left - 1))];
}

function fillOne(schema: JsonObject, value: Json, root: JsonSchema): Json {
  if (Array.isArray(value)) return fillItems(schema, value as readonly Json[], root);
  if (!isObject(value) || !isObject(schema.properties)) return value;
  const fields = new Map<string, Json>(Object.entries(value));
  for (const [name, property] of Object.entries(schema.properties)) {
    const present = fields.get(name);
    if (present !== undefined) fields.set(name, fill(property, present, root));
    else {
      const standard = defaultOf(property, root);
      if (standard !== undefined) fields.set(name, standard);
    }
  }
  return Object.fromEntries(fields);
}

function fillItems(schema: JsonObject, value: readonly Json[], root: JsonSchema): Json {
  const places = Array.isArray(schema.prefixItems) ? (schema.prefixItems as readonly Json[]) : [];
  if (places.length === 0 && !isObject(schema.items)) return value;
  return value.map((item, index) => fill(places[index] ?? schema.items, item, root));
}

function defaultOf(property: Json, root: JsonSchema): Json | undefined {
  return layers(property, root, MAX_REFERENCES)
    .map((layer) => child(layer, 'default'))
    .find((standard) => standard !== undefined);
}

/**
 * The value that a text stands for (`--input key=text`), by the schema of that key. Text that does not fit stays
 * text, so that validation tells what is wrong. Without a type: JSON where the text is JSON, else the text.
 */
export function coerce(schema: JsonSchema | undefined, text: string): Json {
  const object = isObject(schema) ? schema : {};
  if (Array.isArray(object.enum)) {
    const fitting = (object.enum as readonly Json[]).find(
      (item) => item === text || JSON.stringify(item) === text,
    );
    return fitting ?? text;
  }
  const names: readonly Json[] = Array.isArray(object.type) ? object.type : [object.type ?? 'any'];
  for (const name of names) {
    const value = typeof name === 'string' ? readers[name]?.(text) : undefined;
    if (value !== undefined) return value;
  }
  return text;
}

const readers: Readonly<Record<string, (text: string) => Json | undefined>> = {
  string: (text) => text,
  number: (text) => only(text, (value) => typeof value === 'number'),
  integer: (text) => only(text, (value) => Number.isInteger(value)),
  boolean: (text) => only(text, (value) => typeof value === 'boolean'),
  null: (text) => only(text, (value) => value === null),
  array: (text) => only(text, Array.isArray),
  object: (text) => only(text, isObject),
  any: (text) => only(text, () => true),
};

function only(text: string, fits: (value: Json) => boolean): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
