/** Payloads as Temporal's Web UI sends them. Owns the shape. */
import { z } from 'zod';

const base64 = z.base64('must be base64');

export const codecBody = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), base64).exactOptional(),
      data: base64.exactOptional(),
    }),
    'must be a list of payloads',
  ),
});
