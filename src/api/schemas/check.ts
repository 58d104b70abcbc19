/** Checks what was sent against a schema and says every fault at its place. Owns the sentences around zod's issues. */
import type { z } from 'zod';
import type { FieldFault } from '../../client/wire.ts';
import { ApiError } from '../problem.ts';

/** Throws `request-invalid` with all faults. */
export function check<T>(schema: z.ZodType<T>, sent: unknown): T {
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  throw requestInvalid(result.error.issues.flatMap(faults));
}

/** A 422 that names every place. */
export function requestInvalid(errors: readonly FieldFault[]): ApiError {
  const names = errors.map(({ path, message }) => `${path === '' ? 'The body' : path} ${message}`);
  return new ApiError('request-invalid', `${names.join('; ')}.`, { errors });
}

function faults(issue: z.core.$ZodIssue): readonly FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: join([...issue.path, key]), message: 'is not known here' }));
  }
  const notAnObject = issue.code === 'invalid_type' && issue.path.length === 0;
  return [{ path: join(issue.path), message: notAnObject ? 'must be a JSON object' : issue.message }];
}

function join(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
