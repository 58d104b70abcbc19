/** What may be sent as an event, to one run or to whoever waits. Owns the shape. */
import { z } from 'zod';
import { eventPattern } from '../../interpreter/index.ts';
import { jsonValue } from './common.ts';

const upTo255 = z.string('must be a string').max(255, 'must be at most 255 characters long');
const text = upTo255.min(1, 'must not be empty');

export const eventBody = z.strictObject({
  /** The same id is the same event. */
  id: text.exactOptional(),
  /** No `receive` can name any other: it would be kept for nobody. */
  name: upTo255.regex(eventPattern, 'must be letters, digits, `_`, `-` and dots, as in `order.paid`'),
  key: text.exactOptional(),
  data: jsonValue.exactOptional(),
});
