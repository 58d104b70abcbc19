/**
 * What both dialects must bend to fit providers: names of tools, and schemas whose top is an object. Owns the way there
 * and back.
 */
import type { ToolEntry } from '../../interpreter/catalogue.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../../interpreter/json.ts';
import { parseJson } from '../json-text.ts';

/** Providers allow letters, digits, `_` and `-`. No name of a tool holds `__`, so this can be undone. */
export function wireName(tool: string): string {
  return tool.replaceAll('.', '__');
}

/** A value of another kind than an object travels as `{ value }`. */
export interface WireSchema {
  readonly schema: JsonObject;
  readonly wrapped: boolean;
}

export function wireSchema(schema: JsonSchema): WireSchema {
  if (!isObject(schema)) return { schema: { type: 'object' }, wrapped: false };
  if (schema['type'] === 'object') return { schema, wrapped: false };
  if (schema['type'] === undefined && isObject(schema['properties']))
    return { schema: { type: 'object', ...schema }, wrapped: false };
  // References count from the top of the document: what they name stays there.
  const { $defs, definitions, ...rest } = schema;
  return {
    schema: {
      type: 'object',
      properties: { value: rest },
      required: ['value'],
      additionalProperties: false,
      ...($defs !== undefined && { $defs }),
      ...(definitions !== undefined && { definitions }),
    },
    wrapped: true,
  };
}

/** A model may forget the wrapping: then the value is taken as it is. */
export function unwrap(value: Json, { wrapped }: WireSchema): Json {
  if (!wrapped || !isObject(value)) return value;
  const { value: inner, ...others } = value;
  return inner !== undefined && Object.keys(others).length === 0 ? inner : value;
}

/** The text of an answer that was to fit `returns`; what is not JSON stays for the core to complain about. */
export function answerText(text: string, schema: WireSchema | undefined): string {
  if (schema === undefined || !schema.wrapped) return text;
  const parsed = parseJson(text);
  return parsed === undefined ? text : JSON.stringify(unwrap(parsed.value, schema));
}

/** What the model calls, in our words. A name or arguments of its own invention pass through: the core tells it. */
export function calledTool(
  id: string,
  name: string,
  input: Json,
  tools: readonly ToolEntry[],
): { id: string; tool: string; input: Json } {
  const tool = tools.find((entry) => wireName(entry.name) === name);
  if (tool === undefined) return { id, tool: name, input };
  return { id, tool: tool.name, input: unwrap(input, wireSchema(tool.input)) };
}

/** For models that take no schema in their own way, and as a help for those that take it half. */
export function inWords(schema: JsonObject): string {
  return `Give your final answer as one JSON value, without any other text, that fits this JSON Schema: ${JSON.stringify(schema)}`;
}

const strictKeywords = new Set(
  'type properties required additionalProperties items enum const anyOf $ref $defs title description'.split(
    ' ',
  ),
);

/**
 * Whether OpenAI takes the schema in its strict mode, which guarantees the shape: closed objects with all fields
 * required, and no keyword that it may refuse.
 */
export function isStrict(schema: Json): boolean {
  if (!isObject(schema)) return false;
  if (!Object.keys(schema).every((keyword) => strictKeywords.has(keyword))) return false;
  const { properties, required, items, anyOf, $defs } = schema;
  if ((schema['type'] === 'object' || properties !== undefined) && !isClosed(schema, properties, required))
    return false;
  const named = [properties, $defs].flatMap((group) => (isObject(group) ? Object.values(group) : []));
  const listed = [items, anyOf].flatMap((schemas) => schemas ?? []);
  return [...named, ...listed].every(isStrict);
}

function isClosed(schema: JsonObject, properties: Json | undefined, required: Json | undefined): boolean {
  if (schema['additionalProperties'] !== false || !isObject(properties) || !Array.isArray(required))
    return false;
  return Object.keys(properties).every((name) => required.includes(name));
}
