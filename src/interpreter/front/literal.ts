/**
 * Checks what is written against a schema, as far as it is written: values with expressions in them are known when the
 * run is there. Owns the going along; validating a whole literal is `schema.ts`.
 */
import { isObject, type Json, type JsonObject, type JsonSchema } from '../json.ts';
import { validate } from '../schema.ts';
import { suggest } from '../suggest.ts';
import { parsePath, type Path } from './path.ts';

export interface LiteralFault {
  readonly path: Path;
  readonly mark: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/**
 * @param value as in the document, `${ }` included
 * @param path where the value stands
 */
export function literalFaults(
  schema: JsonSchema | undefined,
  value: Json,
  path: Path,
): readonly LiteralFault[] {
  if (schema === undefined || schema === true) return [];
  if (isObject(value) && isObject(schema) && isObject(schema.properties)) {
    const known = keyFaults(schema, schema.properties, value, path);
    if (known.length > 0 || hasExpression(value)) return known;
  }
  if (hasExpression(value)) return [];
  return validate(schema, value).map((fault) => ({
    path: [...path, ...parsePath(fault.path)],
    mark: 'value' as const,
    message: sentence(fault.message, path),
  }));
}

function sentence(message: string, path: Path): string {
  return `${message.replace(/^the value/, `\`${path.at(-1) ?? ''}\``)}.`;
}

function keyFaults(
  schema: JsonObject,
  properties: JsonObject,
  value: JsonObject,
  path: Path,
): LiteralFault[] {
  const faults: LiteralFault[] = [];
  const closed = schema.additionalProperties === false && schema.patternProperties === undefined;
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, key];
    if (Object.hasOwn(properties, key)) faults.push(...literalFaults(asSchema(properties[key]), item, at));
    else if (closed) faults.push(unknownKey(key, Object.keys(properties), at));
  }
  const required: readonly Json[] = Array.isArray(schema.required) ? schema.required : [];
  for (const key of required) {
    if (typeof key !== 'string' || Object.hasOwn(value, key)) continue;
    faults.push({ path, mark: 'key', message: `\`${key}\` is required.`, hint: `Add \`${key}:\`.` });
  }
  return faults;
}

function asSchema(schema: Json | undefined): JsonSchema | undefined {
  return typeof schema === 'boolean' || isObject(schema) ? schema : undefined;
}

function unknownKey(key: string, known: readonly string[], path: Path): LiteralFault {
  const near = suggest(key, known);
  const hint = near === undefined ? `Here may stand ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return { path, mark: 'key', message: `\`${key}\` is not expected here.`, hint };
}

export function hasExpression(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${');
  if (Array.isArray(value)) return value.some((item: Json) => hasExpression(item));
  return isObject(value) && Object.values(value).some((item) => hasExpression(item));
}
