/** The input of a plan, filled with its defaults and checked against its schema. Owns the error that names the places. */
import type { Json } from '../../interpreter/json.ts';
import type { Plan } from '../../interpreter/plan.ts';
import { validate, withDefaults } from '../../interpreter/schema.ts';
import { lasting } from '../call-error.ts';

export function checkedInput({ name, input: schema }: Plan, given: Json): Json {
  if (schema === undefined) return given;
  const input = withDefaults(schema, given);
  const faults = validate(schema, input);
  if (faults.length === 0) return input;
  throw lasting('input', `The input does not fit ${name}`, {
    detail: faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'),
    data: faults.map(({ path, message }) => ({ path, message })),
  });
}
