/**
 * JSON Schemas of users, applied: the same library and the same sentences in the API, the workflow and the activities.
 * Owns the boundary (nothing is thrown across it) and the cache; the parts are in `schema/`. Sandbox half.
 */
import { Validator } from '@cfworker/json-schema';
import { type Budget, newBudget, spendWork } from './expression/limits.ts';
import { Fault } from './expression/value.ts';
import { isObject } from './json.ts';
import type { Json, JsonSchema } from './json.ts';
import { findings } from './schema/check.ts';
import type { SchemaFault } from './schema/check.ts';
import { fieldNames, hasKeyword, install, prepare, type Prepared } from './schema/prepare.ts';
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
    // The library recurses over the value, and gathers faults as arguments of a call.
    if (error instanceof RangeError)
      return [{ path: '', message: 'the value is nested too deeply, or wrong in too many places' }];
    if (error instanceof Fault)
      return [{ path: '', message: 'checking the value takes too much work; give less of it at once' }];
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
  const compares = hasKeyword('uniqueItems', schema);
  const always = hasKeyword('patternProperties', schema)
    ? undefined
    : runner(prepare(schema, new Set(), newBudget()));
  return (value) => {
    const budget = newBudget();
    if (compares) payForComparing(value, budget);
    const run = always ?? runner(prepare(schema, fieldNames(value), budget));
    return run(value, budget);
  };
}

function runner(prepared: Prepared): (value: Json, budget: Budget) => readonly SchemaFault[] {
  const validator = new Validator(prepared.schema, '2020-12', false);
  return (value, budget) => {
    install(prepared, budget);
    const { valid, errors } = validator.validate(value);
    return valid ? [] : sentences(errors, value, prepared);
  };
}

/** `uniqueItems` compares each item with each other one. Gives the number of values inside. */
function payForComparing(value: Json, budget: Budget): number {
  if (typeof value !== 'object' || value === null) return 1;
  const inside = Object.values(value).reduce<number>((sum, item) => sum + payForComparing(item, budget), 1);
  if (Array.isArray(value)) spendWork(budget, value.length * inside);
  return inside;
}
