/** What may be asked of `/v1/runs/{runId}/artifacts`. Owns the shape. */
import { z } from 'zod';
import { wholeNumber } from './common.ts';

export const artifactsQuery = z.strictObject({
  limit: wholeNumber(200).default(50),
  cursor: z.string('must be given once').exactOptional(),
});
