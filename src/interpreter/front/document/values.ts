/**
 * The small shapes that keys hold: durations, schemas, texts, conditions. Owns what a value may look like; what it
 * refers to is checked later.
 */
import { z } from 'zod';
import { kindPattern, mimePattern } from '../../artifact.ts';
import { parseDuration } from '../../duration.ts';
import type { Json, JsonSchema } from '../../json.ts';
import { isObject } from '../../json.ts';
import type { Code } from '../codes.ts';
import { eventPattern, identifierPattern, outcomePattern } from './names.ts';

/** A check whose fault has a code of its own. */
function checked(code: Code, error: string) {
  return { error, params: { code } };
}

/** Text, with `${ }` in it or not. */
export const text = z.string();
/** Text that is shown before any run is there, so that no expression can stand in it. */
export const plainText = z
  .string()
  .refine((given) => !given.includes('${'), checked('OST211', 'text without `${ }`'));
/** Any JSON value, with `${ }` in its texts or not. */
export const value = z.custom<Json>((given) => given !== undefined);
/** An expression without `${ }`, or `true` or `false`. */
export const condition = z.union([z.string(), z.boolean()]);
export const schema = z.custom<JsonSchema>(
  (given) => typeof given === 'boolean' || isObject(given),
  'a JSON Schema',
);

export const duration = z
  .union([z.string(), z.number()])
  .refine(
    (given) => typeof given === 'string' && parseDuration(given) !== undefined,
    checked('OST209', 'a duration'),
  )
  .transform(String);

/** A duration, or a text that gives one when the run is there. */
export const durationText = z
  .union([z.string(), z.number()])
  .refine(
    (given) => typeof given === 'string' && (given.includes('${') || parseDuration(given) !== undefined),
    checked('OST209', 'a duration'),
  )
  .transform(String);

export const outcome = z
  .string()
  .refine((given) => outcomePattern.test(given), checked('OST207', 'the name of an outcome'));
/** Events have dots in their names, and are outcomes of the `receive` that takes them. */
export const eventName = z
  .string()
  .refine((given) => eventPattern.test(given), checked('OST207', 'the name of an outcome'));
export const identifier = z
  .string()
  .refine((given) => identifierPattern.test(given), checked('OST207', 'a name'));
/** Temporal takes names of 1,000 bytes. */
export const queueName = z
  .string()
  .refine(
    (given) => given.length > 0 && given.length <= 200 && !given.includes('${'),
    checked('OST211', 'a text of at most 200 characters without `${ }`'),
  );
/** Of artifacts. */
export const kindWord = z
  .string()
  .refine(
    (given) => kindPattern.test(given),
    checked('OST211', 'a word of letters, digits, `.`, `-` and `_`'),
  );
export const mimeType = z
  .string()
  .refine((given) => mimePattern.test(given), checked('OST211', 'a MIME type, as `application/pdf` is one'));
export const count = z.int().min(1);
export const words = z.array(z.string());
