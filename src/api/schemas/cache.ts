/** Which kept results are meant. Owns the shape. */
import { z } from 'zod';

const name = z.string('must be given once').min(1, 'must not be empty');

export const cacheQuery = z.strictObject({ workflow: name.exactOptional(), node: name.exactOptional() });
