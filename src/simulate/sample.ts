/**
 * A small value that fits a JSON Schema, for what nobody has given a fake. Owns the choice: what the schema names
 * itself (`const`, `default`, `examples`, `enum`), or else the least of its type.
 */
import { isObject, type Json, type JsonObject, type JsonSchema } from '../interpreter/json.ts';
import { validate } from '../interpreter/schema.ts';
import { resolve } from '../interpreter/schema/place.ts';

/** Undefined where none is found that fits; most schemas with a `pattern` need a fake. */
export function sampleOf(schema: JsonSchema): Json | undefined {
  const value = sample(schema, schema, 0);
  return validate(schema, value).length === 0 ? value : undefined;
}

/** Deeper there is only what refers to itself without an end. */
const maxDepth = 20;

function sample(schema: Json | undefined, root: JsonSchema, depth: number): Json {
  if (!isObject(schema) || depth > maxDepth) return null;
  const given = givenValue(schema);
  if (given !== undefined) return given;
  const inner = (part: Json | undefined) => sample(part, root, depth + 1);
  const { $ref, allOf } = schema;
  if (typeof $ref === 'string') return inner(resolve($ref, root));
  if (Array.isArray(allOf)) return inner(merged(schema, allOf as readonly Json[], root));
  const choices = [schema['anyOf'], schema['oneOf']].find(Array.isArray) as readonly Json[] | undefined;
  if (choices && schema['type'] === undefined && schema['properties'] === undefined) return inner(choices[0]);
  return ofType(schema, inner);
}

function givenValue(schema: JsonObject): Json | undefined {
  const { const: only, default: usual, examples, enum: several } = schema;
  const first = [examples, several].find((list) => Array.isArray(list) && list.length > 0);
  return only ?? usual ?? (first as readonly Json[] | undefined)?.[0];
}

/** One schema of several that all hold: enough for objects, whose fields are put together. */
function merged(schema: JsonObject, parts: readonly Json[], root: JsonSchema): JsonObject {
  const alone = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'allOf'));
  const whole = parts.map((part) => {
    const reference = isObject(part) ? part['$ref'] : undefined;
    return typeof reference === 'string' ? resolve(reference, root) : part;
  });
  return whole.filter(isObject).reduce<JsonObject>(
    (all, part) => ({
      ...all,
      ...part,
      properties: { ...fieldsOf(all), ...fieldsOf(part) },
      required: [...requiredOf(all), ...requiredOf(part)],
    }),
    alone,
  );
}

function fieldsOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? (required as readonly string[]) : [];
}

type Inner = (schema: Json | undefined) => Json;

function ofType(schema: JsonObject, inner: Inner): Json {
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(requiredOf(schema).map((name) => [name, inner(fieldsOf(schema)[name])]));
    case 'array':
      return ofArray(schema, inner);
    case 'string':
      return ofText(schema);
    case 'integer':
    case 'number':
      return ofNumber(schema);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function typeOf({ type, properties, items, required }: JsonObject): Json | undefined {
  if (Array.isArray(type)) return (type as readonly Json[])[0];
  if (type !== undefined) return type;
  if (properties !== undefined || required !== undefined) return 'object';
  return items === undefined ? undefined : 'array';
}

function ofArray({ minItems, items, prefixItems }: JsonObject, inner: Inner): Json {
  const first = Array.isArray(prefixItems) ? (prefixItems as readonly Json[]).map(inner) : [];
  const more = Math.max(0, Number(minItems ?? 0) - first.length);
  return [...first, ...Array.from({ length: more }, () => inner(items))];
}

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'PT1H',
  uri: 'https://example.com',
  'uri-reference': 'https://example.com',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function ofText({ format, minLength }: JsonObject): string {
  const text = typeof format === 'string' ? (formats[format] ?? 'text') : 'text';
  return text.padEnd(Number(minLength ?? 0), 'x');
}

function ofNumber(schema: JsonObject): number {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema;
  const step = Number(multipleOf ?? 1);
  const low = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity) + step);
  const high = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity) - step);
  const start = Math.min(Math.max(0, low), high);
  const onStep = Math.ceil(start / step) * step;
  return onStep > high ? Math.floor(high / step) * step : onStep;
}
