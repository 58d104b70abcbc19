/**
 * Keys that several kinds of nodes share. Owns their shapes and their input forms; the plan's forms are made by
 * `compile/`.
 */
import { z } from 'zod';
import { condition, count, duration, outcome, schema, text, value, words } from './values.ts';

const cause = z.enum(['success', 'error', 'skipped', 'cancelled', 'exhausted', 'always']);
const on = z.union([cause, z.array(cause).min(1), z.strictObject({ error: words.min(1) })]);

const entry = z.strictObject({
  node: text,
  on: on.optional(),
  outcome: outcome.optional(),
  when: condition.optional(),
  again: z.int().min(1).max(1_000_000).optional(),
});
const shortEntry = z.string();

export const after = z.union([shortEntry, entry, z.array(z.union([shortEntry, entry]))]);
export type AfterEntry = z.infer<typeof entry>;
export type After = z.infer<typeof after>;
export type On = z.infer<typeof on>;

export const join = z.union([z.enum(['live', 'all', 'any']), z.strictObject({ count })]);

export const retry = z.union([
  count,
  z.strictObject({
    attempts: count.optional(),
    backoff: duration.optional(),
    factor: z.number().min(1).max(100).optional(),
    max: duration.optional(),
    jitter: z.number().min(0).max(1).optional(),
    attemptTimeout: duration.optional(),
    on: words.optional(),
    not: words.optional(),
  }),
]);
export type Retry = z.infer<typeof retry>;

export const deadline = z.strictObject({
  after: duration.optional(),
  until: text.optional(),
  outcome: outcome.optional(),
  output: value.optional(),
});

/** Order, conditions and words about a node: of every kind. */
export const common = {
  title: text.optional(),
  after: after.optional(),
  when: condition.optional(),
  join: join.optional(),
};
/** What can be undone. `compensate` holds a node, which is read on its own. */
export const undo = { compensate: value.optional() };
/** What takes time. */
export const timed = { timeout: duration.optional() };
/** Work that activities do. */
export const work = { ...undo, ...timed, retry: retry.optional(), returns: schema.optional() };
