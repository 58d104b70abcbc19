/**
 * One way to check values for both kinds of schema that a tool may have: zod and JSON Schema. Owns the difference.
 */
import { z } from 'zod';
import type { Json, JsonSchema } from '../../interpreter/json.ts';
import { checkSchema, type SchemaFault, validate } from '../../interpreter/schema.ts';

export interface Checker {
  /** What the catalogue shows, and what definitions are checked against at submission. */
  readonly schema: JsonSchema;
  readonly check: (value: Json) => Promise<Checked>;
}

/** `value` is what zod made of it, with defaults and transforms. */
export type Checked =
  | { readonly fits: true; readonly value: unknown }
  | { readonly fits: false; readonly faults: readonly SchemaFault[] };

/** Throws when the schema itself cannot be used. */
export function checkerOf(schema: z.ZodType | JsonSchema, io: 'input' | 'output', tool: string): Checker {
  return isZod(schema) ? zodChecker(schema, io, tool) : jsonChecker(schema, io, tool);
}

/** By its mark and not its class: a module of tools may bring its own copy of zod 4. */
function isZod(schema: z.ZodType | JsonSchema): schema is z.ZodType {
  return typeof schema === 'object' && '_zod' in schema;
}

function zodChecker(schema: z.ZodType, io: 'input' | 'output', tool: string): Checker {
  return {
    schema: toJsonSchema(schema, io, tool),
    async check(value) {
      const { success, data, error } = await schema.safeParseAsync(value);
      if (success) return { fits: true, value: data };
      const faults = error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }));
      return { fits: false, faults };
    },
  };
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', tool: string): JsonSchema {
  try {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
    return rest as JsonSchema;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TypeError(`tool ${tool}: its ${io} schema cannot be written as JSON Schema: ${why}`, {
      cause: error,
    });
  }
}

function jsonChecker(schema: JsonSchema, io: 'input' | 'output', tool: string): Checker {
  const [fault] = checkSchema(schema);
  if (fault !== undefined)
    throw new TypeError(`tool ${tool}: its ${io} schema cannot be used: ${fault.path}: ${fault.message}`);
  return {
    schema,
    async check(value) {
      const faults = validate(schema, value);
      return faults.length === 0 ? { fits: true, value } : { fits: false, faults };
    },
  };
}
