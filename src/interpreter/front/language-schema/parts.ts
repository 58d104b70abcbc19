/**
 * The small shapes of the language as JSON Schema: what zod checks by a function is said here in words of JSON Schema.
 * Owns these; whoever changes a shape with a check of its own changes it here too.
 */
import type { z } from 'zod';
import type { JsonObject } from '../../json.ts';
import { eventPattern, identifierPattern, outcomePattern, takenNames } from '../document/names.ts';
import {
  condition,
  duration,
  durationText,
  eventName,
  identifier,
  outcome,
  plainText,
  schema,
  value,
} from '../document/values.ts';

const shortDuration = '(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d))+';
const isoDuration = 'P(?:[0-9]+W)?(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\\.[0-9]+)?S)?)?';
const aDuration = {
  type: 'string',
  pattern: `^(?:${shortDuration}|${isoDuration})$`,
  examples: ['30s', '10m', '2h', '7d'],
};

function matching(pattern: RegExp, description: string): JsonObject {
  return { type: 'string', pattern: pattern.source, description };
}

/** By the name that it has under `$defs`. */
export const parts: Readonly<Record<string, { readonly shape: z.ZodType; readonly schema: JsonObject }>> = {
  duration: { shape: duration, schema: aDuration },
  durationOrExpression: {
    shape: durationText,
    schema: { anyOf: [aDuration, { type: 'string', pattern: '\\$\\{' }] },
  },
  plainText: { shape: plainText, schema: { type: 'string', not: { pattern: '\\$\\{' } } },
  value: { shape: value, schema: { description: 'Any value; texts in it may hold `${ expressions }`.' } },
  condition: {
    shape: condition,
    schema: {
      type: ['string', 'boolean'],
      description: 'An expression without `${ }` that is true or false.',
    },
  },
  schema: { shape: schema, schema: { type: ['object', 'boolean'], description: 'A JSON Schema (2020-12).' } },
  outcome: { shape: outcome, schema: matching(outcomePattern, 'Name of an outcome.') },
  eventName: { shape: eventName, schema: matching(eventPattern, 'Name of an event or an outcome.') },
  identifier: { shape: identifier, schema: matching(identifierPattern, 'A name for expressions.') },
};

/** Names of nodes. */
export const nodeName: JsonObject = { pattern: identifierPattern.source, not: { enum: [...takenNames] } };

/** The name under `$defs` of a shape that has one. */
export function partName(shape: z.core.$ZodType): string | undefined {
  return Object.entries(parts).find(([, part]) => part.shape === shape)?.[0];
}
