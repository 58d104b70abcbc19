/**
 * JSON values as every part of Ostinato sees them. Owns the types and nothing that computes.
 */
export type Json = null | boolean | number | string | JsonList | JsonObject;
export type JsonList = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A JSON Schema (2020-12) as users write it: in `input`, `returns`, `form` and in a tool's catalogue entry. */
export type JsonSchema = boolean | JsonObject;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
