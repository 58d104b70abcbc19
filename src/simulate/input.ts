/** What a run is given, checked as the API checks it. Owns the error. */
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import { validate, withDefaults } from '../interpreter/schema.ts';

export type CheckedInput =
  | { readonly ok: true; readonly input: Json }
  | { readonly ok: false; readonly error: RunError };

/** The input with its defaults, or what is wrong with it. */
export function checkInput(plan: Plan, given: Json): CheckedInput {
  if (plan.input === undefined) return { ok: true, input: given };
  const input = withDefaults(plan.input, given);
  const faults = validate(plan.input, input);
  if (faults.length === 0) return { ok: true, input };
  const detail = faults.map(({ path, message }) => `input${path && `.${path}`}: ${message}`).join('; ');
  const title = `The input does not fit the input schema of ${plan.name}`;
  return { ok: false, error: { type: 'input', title, detail, retryable: false } };
}
