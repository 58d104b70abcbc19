/** What may be sent as an event, to one run or to whoever waits. Owns the shape. */
import { z } from 'zod';
import { jsonValue } from './common.ts';

const text = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(255, 'must be at most 255 characters long');

export const eventBody = z.strictObject({
  /** The same id is the same event. */
  id: text.exactOptional(),
  name: text,
  key: text.exactOptional(),
  data: jsonValue.exactOptional(),
});
