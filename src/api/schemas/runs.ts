/** What may be sent to the routes under `/v1/runs`. Owns the shapes. */
import { z } from 'zod';
import { by, idempotencyKey, jsonValue, wholeNumber } from './common.ts';

const statuses = ['running', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

export const runsQuery = z.strictObject({
  workflow: z.string('must be given once').min(1, 'must not be empty').exactOptional(),
  status: z.enum(statuses, `must be one of: ${statuses.join(', ')}`).exactOptional(),
  limit: wholeNumber(200).default(50),
  cursor: z.string('must be given once').exactOptional(),
});

export const runQuery = z.strictObject({ nodesCursor: z.string('must be given once').exactOptional() });

const text = z.string('must be a string').min(1, 'must not be empty');

export const resumeBody = z
  .strictObject({
    request: text.exactOptional(),
    node: text.exactOptional(),
    value: jsonValue.exactOptional(),
    outcome: text.exactOptional(),
    idempotencyKey: idempotencyKey.exactOptional(),
    by: by.exactOptional(),
  })
  .refine(({ request, node }) => (request === undefined) !== (node === undefined), {
    path: ['request'],
    message:
      '(the id of an open request) or node (where only one request of it is open) must be given, not both',
  });

export const cancelBody = z
  .strictObject({
    reason: z.string('must be a string').max(1000, 'must be at most 1000 characters long').exactOptional(),
    /** Of a node: its path, its id, or a name that only one has. */
    node: text.exactOptional(),
  })
  .refine(({ reason, node }) => reason === undefined || node === undefined, {
    path: ['reason'],
    message: 'is for a whole run, not for a node',
  });

export const completeBody = z.strictObject({ node: text });
export const stepModeBody = z.strictObject({ on: z.boolean('must be true or false') });
export const noBody = z.strictObject({});
