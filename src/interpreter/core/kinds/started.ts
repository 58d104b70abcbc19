/**
 * What the start of a visit gives: it has ended already, or something of it is under way. Owns the shape and the
 * errors that several kinds share.
 */
import type { RunError } from '../../errors.ts';
import type { Json, JsonSchema } from '../../json.ts';
import { validate } from '../../schema.ts';
import type { Ending } from '../state.ts';

export type Started = Ending | 'under-way';

export function failed(error: RunError): Ending {
  return { status: 'failed', error };
}

/** Checks a result against `returns` (settled 1). */
export function returning(schema: JsonSchema | undefined, value: Json | undefined, output: Json): Ending {
  const error = schema === undefined ? undefined : returnsError(schema, value);
  return error ? failed(error) : { status: 'succeeded', output };
}

export function returnsError(schema: JsonSchema, value: Json | undefined): RunError | undefined {
  if (value === undefined) return misfit('there is no JSON value', []);
  const faults = validate(schema, value);
  return faults.length === 0 ? undefined : misfit(faults.map((fault) => fault.message).join('; '), faults);
}

function misfit(
  detail: string,
  faults: readonly { readonly path: string; readonly message: string }[],
): RunError {
  return {
    type: 'returns',
    title: 'The result does not fit the schema in `returns`',
    detail,
    retryable: false,
    data: faults.map(({ path, message }) => ({ path, message })),
  };
}
