/** What may be sent to the routes under `/v1/workflows` and `/v1/check`. Owns the shapes. */
import { z } from 'zod';
import { assignShape, drawingFormats } from '../../interpreter/index.ts';
import { by, idempotencyKey, jsonValue, tenant, wholeNumber } from './common.ts';

export const versionQuery = z.strictObject({ version: wholeNumber().exactOptional() });

export const graphQuery = z.strictObject({
  format: z.enum(drawingFormats, `must be one of ${drawingFormats.join(', ')}`).default('mermaid'),
  version: wholeNumber().exactOptional(),
});

export const checkQuery = z.strictObject({ graph: z.literal('mermaid', 'must be mermaid').exactOptional() });

export const startBody = z.strictObject({
  input: jsonValue.default({}),
  version: z.int('must be a whole number').positive('must be 1 or more').exactOptional(),
  idempotencyKey: idempotencyKey.exactOptional(),
  by: by.exactOptional(),
  tenant: tenant.exactOptional(),
  assign: assignShape.exactOptional(),
});
