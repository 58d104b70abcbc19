/**
 * JSON Schemas of users, applied: the same library and the same sentences in the API, the workflow and the activities.
 * Owns the boundary (nothing is thrown across it) and the cache; the parts are in `schema/`. Sandbox half.
 */
import { Validator } from '@cfworker/json-schema';
import { isObject } from './json.ts';
import type { Json, JsonSchema } from './json.ts';
import { findings } from './schema/check.ts';
import type { SchemaFault } from './schema/check.ts';
import { fieldNames, hasPatternProperties, install, prepare } from './schema/prepare.ts';
import type { Prepared } from './schema/prepare.ts';
import { sentences } from './schema/sentences.ts';

export type { SchemaFault } from './schema/check.ts';
export { coerce, withDefaults } from './schema/defaults.ts';

/** Everything that is wrong with a schema itself; `path` is the place in the schema. Never throws. */
export function checkSchema(schema: JsonSchema): readonly SchemaFault[] {
  return findings(schema).map(({ path, message }) => ({ path, message }));
}

/**
 * What does not fit, at most 20 plain sentences; empty = valid. Never throws: a schema that cannot be used at all
 * (see `checkSchema`) fits nothing and says so.
 */
export function validate(schema: JsonSchema, value: Json): readonly SchemaFault[] {
  if (typeof schema === 'boolean') return schema ? [] : [{ path: '', message: 'no value is allowed here' }];
  try {
    return validatorOf(schema)(value);
  } catch (error) {
    // The library recurses over the value; nothing else is known to make it throw.
    if (error instanceof RangeError) return [{ path: '', message: 'the value is nested too deeply' }];
    throw error;
  }
}

type Validate = (value: Json) => readonly SchemaFault[];

/** By identity: plans and definitions are frozen and live as long as what uses them. */
const validators = new WeakMap<object, Validate>();

function validatorOf(schema: Exclude<JsonSchema, boolean>): Validate {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = make(schema);
  validators.set(schema, made);
  return made;
}

function make(schema: Exclude<JsonSchema, boolean>): Validate {
  const blocking = isObject(schema) ? findings(schema).find((finding) => finding.blocking) : undefined;
  if (blocking !== undefined) {
    const fault = { path: '', message: `the schema cannot be used: ${blocking.path}: ${blocking.message}` };
    return () => [fault];
  }
  if (!hasPatternProperties(schema)) return runner(prepare(schema, new Set()));
  return (value) => runner(prepare(schema, fieldNames(value)))(value);
}

function runner(prepared: Prepared): Validate {
  const validator = new Validator(prepared.schema, '2020-12', false);
  return (value) => {
    install(prepared);
    const { valid, errors } = validator.validate(value);
    return valid ? [] : sentences(errors, value, prepared);
  };
}
