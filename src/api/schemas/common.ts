/** Pieces that several requests share. Owns the shapes. */
import { z } from 'zod';
import type { Json } from '../../interpreter/json.ts';

/** Any JSON: what is checked here was parsed from JSON. */
export const jsonValue = z.custom<Json>((value) => value !== undefined, 'is missing');

export const idempotencyKey = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(255, 'must be at most 255 characters long');

/** Who submits or answers; taken as it is said, there is no access control yet. */
export const by = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(255, 'must be at most 255 characters long');

/** For whom; Temporal keeps 64 bytes. */
export const tenant = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .refine((value) => Buffer.byteLength(value) <= 64, 'must be at most 64 bytes long');

/** A parameter in decimal digits: `0x1`, `1e0` and an empty one are faults. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1 on' : `from 1 to ${most}`;
  return z
    .string(`must be a whole number ${range}`)
    .regex(/^\d{1,16}$/, `must be a whole number ${range}`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, `must be a whole number ${range}`);
}

/** Parameters of a path that takes none. */
export const noQuery = z.strictObject({});
