/** What may be sent to the routes under `/v1/workflows` and `/v1/check`. Owns the shapes. */
import { z } from 'zod';
import { idempotencyKey, jsonValue } from './common.ts';

const version = z.coerce
  .number('must be a whole number from 1 on')
  .int('must be a whole number')
  .positive('must be 1 or more');

export const versionQuery = z.strictObject({ version: version.exactOptional() });

export const graphQuery = z.strictObject({
  format: z.literal('mermaid', 'must be mermaid').default('mermaid'),
  version: version.exactOptional(),
});

export const checkQuery = z.strictObject({ graph: z.literal('mermaid', 'must be mermaid').exactOptional() });

export const startBody = z.strictObject({
  input: jsonValue.default({}),
  version: z.int('must be a whole number').positive('must be 1 or more').exactOptional(),
  idempotencyKey: idempotencyKey.exactOptional(),
});
