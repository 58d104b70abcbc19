/** Checks what was sent against a schema and says every fault at its place. Owns the sentences around zod's issues. */
import type { z } from 'zod';
import type { FieldFault } from '../../client/wire.ts';
import { ApiError } from '../problem.ts';

/** Throws `request-invalid` with all faults. */
export function check<T>(schema: z.ZodType<T>, sent: unknown): T {
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(faults);
  const names = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new ApiError('request-invalid', `${names.join('; ')}.`, { errors });
}

function faults(issue: z.core.$ZodIssue): readonly FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: join([...issue.path, key]), message: 'is not known here' }));
  }
  return [{ path: join(issue.path), message: issue.message }];
}

function join(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
