/**
 * Keys that several kinds of nodes share. Owns their shapes and their input forms; the plan's forms are made by
 * `compile/`.
 */
import { z } from 'zod';
import {
  condition,
  count,
  duration,
  eventName,
  identifier,
  kindWord,
  mimeType,
  queueName,
  schema,
  text,
  value,
  words,
} from './values.ts';

const cause = z.enum(['success', 'error', 'skipped', 'cancelled', 'exhausted', 'always']);
const on = z.union([cause, z.array(cause).min(1), z.strictObject({ error: words.min(1) })]);

const rounds = z.int().min(1).max(1_000_000);
const entry = z.strictObject({
  node: text,
  on: on.optional(),
  outcome: eventName.optional(),
  when: condition.optional(),
  again: z
    .union([rounds, z.strictObject({ max: rounds, running: z.enum(['withdraw', 'finish']) })])
    .optional(),
});
const guard = entry.omit({ again: true });
const shortEntry = z.string();

export const after = z.union([shortEntry, entry, z.array(z.union([shortEntry, entry]))]);
export const unless = z.union([shortEntry, guard, z.array(z.union([shortEntry, guard]))]);
export type AfterEntry = z.infer<typeof entry>;
export type After = z.infer<typeof after>;
export type Unless = z.infer<typeof unless>;
export type On = z.infer<typeof on>;

export const join = z.union([
  z.enum(['live', 'all', 'any', 'each']),
  z.strictObject({ count }),
  z.strictObject({ when: condition }),
]);
const rest = z.enum(['keep', 'cancel']);

/** `any` is short for `{ count: 1 }`. */
const complete = z.union([
  z.literal('any'),
  z.strictObject({ count, rest: rest.optional() }),
  z.strictObject({ when: condition, rest: rest.optional() }),
]);

const lock = z.union([
  text,
  words.min(1),
  z.strictObject({ name: z.union([text, words.min(1)]), scope: z.enum(['run', 'global']).optional() }),
]);
export type Lock = z.infer<typeof lock>;

/** A duration alone is the `ttl`. Without a `key` the inputs of the visit are it. */
const cache = z.union([duration, z.strictObject({ ttl: duration.optional(), key: value.optional() })]);
export type Cache = z.infer<typeof cache>;

/** `agentic` and `ai` mean `agent`, `functional` means `program`. */
export const assignee = z.enum(['human', 'agent', 'program', 'agentic', 'ai', 'functional']);
export type Assignee = z.infer<typeof assignee>;
/** One for all, or by node. */
export const assign = z.union([assignee, z.record(z.string(), assignee)]);
export type Assign = z.infer<typeof assign>;

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

const escalation = z.strictObject({ after: duration, to: words.min(1) });
export const deadline = z.strictObject({
  after: duration.optional(),
  until: text.optional(),
  outcome: eventName.optional(),
  output: value.optional(),
  /** Counted from the opening of the request. */
  remind: z.union([duration, z.array(duration).min(1)]).optional(),
  escalate: z.union([escalation, z.array(escalation).min(1)]).optional(),
});

/** n alike answers of at most m people; a number alone is the `count`. */
export const quorum = z.union([
  count,
  z.strictObject({ count, of: count.optional(), otherwise: eventName.optional() }),
]);

/** Order, conditions and words about a node: of every kind. */
export const common = {
  title: text.optional(),
  after: after.optional(),
  unless: unless.optional(),
  when: condition.optional(),
  join: join.optional(),
  /** About the join only (S10). */
  rest: rest.optional(),
};
/** What can be undone. `compensate` holds a node, which is read on its own. */
export const undo = { compensate: value.optional() };
/** What takes time. */
export const timed = { timeout: duration.optional(), lock: lock.optional() };
/** What shows values to people. */
export const shown = { sensitive: z.boolean().optional() };
/** Work that activities do. */
export const work = {
  ...undo,
  ...timed,
  ...shown,
  retry: retry.optional(),
  returns: schema.optional(),
  /** 1 first, 5 last; Temporal's priority key. */
  priority: z.int().min(1).max(5).optional(),
  /** Task queue of the workers that do it. */
  queue: queueName.optional(),
  cache: cache.optional(),
};
/** Who does it in place of its kind. */
export const assigned = { assign: assignee.optional() };
/** A set of nodes. `finally` holds a node, which is read on its own. */
export const block = {
  complete: complete.optional(),
  onError: z.enum(['cancel', 'finish']).optional(),
  finally: value.optional(),
  output: value.optional(),
};
/** A file that a program leaves; a path alone is the `path`. */
export const artifactFile = z.strictObject({
  path: text,
  kind: kindWord.optional(),
  mime: mimeType.optional(),
  optional: z.boolean().optional(),
});
/** Artifacts by path. */
export const mount = z.record(z.string(), text);
/** How a program is shut in. */
export const sandbox = z.enum(['none', 'strict']);
/** What is in a run's place: bounds for a graph that is made while the run goes on. */
export const allowed = z.strictObject({
  kinds: words.optional(),
  tools: words.optional(),
  nodes: count.optional(),
  depth: count.optional(),
  /** The least of its programs. */
  sandbox: sandbox.optional(),
});
export const as = identifier;
