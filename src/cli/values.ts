/** Values that are typed: `KEY=VALUE` pairs and files, read by the schema they are for. Owns how text becomes JSON. */
import { isObject, type Json, type JsonObject, type JsonSchema } from '../interpreter/json.ts';
import { coerce } from '../interpreter/schema.ts';
import { readText } from './files.ts';
import { UsageError } from './failure.ts';

export interface Typed {
  /** As given, in order; a later one of the same key wins. */
  readonly pairs: readonly string[];
  /** JSON or YAML; `-` is stdin. */
  readonly file?: string;
}

/** The file's value with the pairs put over it; undefined when neither is given. */
export async function readValue(
  schema: JsonSchema,
  { pairs, file }: Typed,
  option: string,
): Promise<Json | undefined> {
  const base = file === undefined ? undefined : await readFileValue(file);
  const [only] = pairs;
  // A form that is not an object takes its one value as it is.
  if (only !== undefined && base === undefined && pairs.length === 1 && !takesObject(schema))
    return coerce(schema, only);
  if (only === undefined) return base;
  if (base !== undefined && !isObject(base)) {
    throw new UsageError(`${file} holds no object, so ${option} cannot be put over it. Give one of them.`);
  }
  return { ...base, ...Object.fromEntries(pairs.map((pair) => parsePair(schema, pair, option))) };
}

function parsePair(schema: JsonSchema, pair: string, option: string): readonly [key: string, value: Json] {
  const at = pair.indexOf('=');
  if (at < 1)
    throw new UsageError(
      `${option} takes KEY=VALUE, as in ${option} name=Ada; it was given ${JSON.stringify(pair)}. A whole value comes from a file: ${option}-file FILE.`,
    );
  const key = pair.slice(0, at);
  return [key, coerce(schemaOf(schema, key), pair.slice(at + 1))];
}

function schemaOf(schema: JsonSchema, key: string): JsonSchema {
  const properties = propertiesOf(schema);
  const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isObject(property) || typeof property === 'boolean' ? property : true;
}

function propertiesOf(schema: JsonSchema): JsonObject | undefined {
  const properties = isObject(schema) ? schema['properties'] : undefined;
  return isObject(properties) ? properties : undefined;
}

function takesObject(schema: JsonSchema): boolean {
  return !isObject(schema) || schema['type'] === undefined || schema['type'] === 'object';
}

/** The value that a file holds as JSON or YAML; `-` is stdin. */
export async function readFileValue(file: string): Promise<Json> {
  const text = await readText(file);
  const { parseDocument } = await import('yaml');
  // JSON is YAML; keys given twice and unclosed braces are faults in both.
  const document = parseDocument(text, { prettyErrors: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw new UsageError(`${file} is neither JSON nor YAML: ${fault.message}`);
  return toJson(document.toJS() as unknown, file);
}

function toJson(value: unknown, file: string): Json {
  try {
    return JSON.parse(JSON.stringify(value ?? null)) as Json;
  } catch (error) {
    throw new UsageError(
      `${file} holds what JSON cannot say: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
