/** Makes a value that fits a JSON Schema, for the models' double. Owns a plain choice for each keyword, no more. */
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';

/** `name` is what the value is called where it stands; it makes texts that a reader can tell apart. */
export function sample(schema: unknown, name = 'answer', root: unknown = schema): Json {
  if (!isObject(schema)) return `mock ${name}`;
  const given = givenValue(schema);
  if (given !== undefined) return given;
  const { $ref, allOf } = schema;
  if (typeof $ref === 'string') return sample(target($ref, root), name, root);
  const [choice] = listOf(schema['anyOf']).concat(listOf(schema['oneOf']));
  if (choice !== undefined) return sample(choice, name, root);
  if (Array.isArray(allOf)) return sample(Object.assign({}, ...allOf), name, root);
  return typedSample(schema, name, root);
}

function givenValue({ const: fixed, enum: choices, default: usual, examples }: JsonObject): Json | undefined {
  return fixed ?? usual ?? listOf(choices)[0] ?? listOf(examples)[0];
}

function typedSample(schema: JsonObject, name: string, root: unknown): Json {
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, root);
    case 'array': {
      const length = Math.max(numberOf(schema['minItems']) ?? 1, 1);
      return Array.from({ length }, (_, index) => sample(schema['items'], `${name} ${index + 1}`, root));
    }
    case 'integer':
    case 'number':
      return numberOf(schema['minimum']) ?? Math.min(1, numberOf(schema['maximum']) ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return `mock ${name}`
        .padEnd(numberOf(schema['minLength']) ?? 0, '.')
        .slice(0, numberOf(schema['maxLength']));
  }
}

function sampleObject({ properties }: JsonObject, root: unknown): Json {
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [key, sample(inner, key, root)]),
  );
}

function typeOf({ type, properties, items }: JsonObject): Json | undefined {
  if (type !== undefined) return listOf(type)[0] ?? type;
  if (properties !== undefined) return 'object';
  return items === undefined ? undefined : 'array';
}

/** `#/$defs/name`, and nothing else. */
function target(reference: string, root: unknown): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), root);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
