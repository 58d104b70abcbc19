/** Pieces that several requests share. Owns the shapes. */
import { z } from 'zod';
import type { Json } from '../../interpreter/json.ts';

/** Any JSON: what is checked here was parsed from JSON. */
export const jsonValue = z.custom<Json>((value) => value !== undefined, 'is missing');

export const idempotencyKey = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(255, 'must be at most 255 characters long');
