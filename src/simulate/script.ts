/**
 * What stands in for the world in a simulation, as authors write it in YAML: fakes of nodes, people, events, models,
 * failures. Owns the shape and how its faults are told.
 *
 * SC1. A key names nodes by `name`, `block/name`, a path (`items#1[0]/name`) or one visit (`name#2`); the narrowest
 *      one that fits is taken.
 * SC2. A list is used up one after the other, once for each time (attempts are times); its last entry holds on.
 */
import { z } from 'zod';
import { parseDuration } from '../interpreter/duration.ts';
import type { Json, JsonSchema } from '../interpreter/json.ts';
import { suggest } from '../interpreter/suggest.ts';

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'a duration like 30s, 10m, 2h or 7d')
  .transform((text) => parseDuration(text) ?? 0);
const value = z.custom<Json>((given) => given !== undefined);
const text = z.string();
const count = z.int().min(1);

const error = z.union([
  text,
  z.strictObject({
    type: text,
    title: text.optional(),
    detail: text.optional(),
    status: z.int().optional(),
    /** Default true. */
    retryable: z.boolean().optional(),
    /** Nobody knows whether it was done. `worker-lost` and `attempt-timeout` say so by themselves. */
    doubt: z.literal(true).optional(),
    data: value.optional(),
  }),
]);

const fake = z.strictObject({
  /** What `nodes.x.output` will be; of a program the parts that matter. */
  output: value.optional(),
  error: error.optional(),
  suspend: z
    .strictObject({
      status: text,
      reason: text,
      metadata: value.optional(),
      form: z.custom<JsonSchema>().optional(),
    })
    .optional(),
  /** How long it takes. */
  after: duration.optional(),
  /** How often, in a list. */
  times: count.optional(),
});
const fakes = z.record(z.string(), z.union([fake, z.array(fake).min(1)]));

const failure = z.strictObject({ error, times: count.optional(), after: duration.optional() });

const answer = z.strictObject({
  outcome: text.optional(),
  value: value.optional(),
  by: text.optional(),
  /** How long the person takes; without it, as soon as no work is under way. */
  after: duration.optional(),
});
/** One for each time the person is asked; a list where several people answer one request. */
const people = z.record(z.string(), z.union([answer, z.array(z.union([answer, z.array(answer)])).min(1)]));

const turn = z.union([
  text,
  z.strictObject({
    text: text.optional(),
    /** Said as JSON. */
    value: value.optional(),
    calls: z
      .array(z.strictObject({ tool: text, input: value.optional() }))
      .min(1)
      .optional(),
    error: error.optional(),
    after: duration.optional(),
  }),
]);

const event = z.strictObject({
  name: text,
  key: text.optional(),
  data: value.optional(),
  id: text.optional(),
  /** After the start; without it, when no work is under way. */
  at: duration.optional(),
});
const at = { at: duration.optional() };
const verb = z.discriminatedUnion('do', [
  z.strictObject({ do: z.enum(['pause', 'unpause', 'step']), ...at }),
  z.strictObject({ do: z.literal('step-mode'), on: z.boolean(), ...at }),
  z.strictObject({ do: z.enum(['cancel-node', 'complete-node']), node: text, ...at }),
  z.strictObject({ do: z.literal('cancel'), reason: text.optional(), ...at }),
]);

/** The keys of a script; `ostinato test` puts its own beside them. */
export const scriptKeys = {
  /** By node. */
  fakes: fakes.optional(),
  /** By tool, for all nodes and agents that call it and have no fake of their own. */
  tools: fakes.optional(),
  people: people.optional(),
  events: z.array(event).optional(),
  verbs: z.array(verb).optional(),
  /** Turns of models, by node. */
  models: z.record(z.string(), z.union([turn, z.array(turn).min(1)])).optional(),
  /** By node: the first times fail, before its fake is asked. */
  failures: z.record(z.string(), z.union([text, failure])).optional(),
  /** Who started the run. */
  by: text.optional(),
};
export const scriptShape = z.strictObject(scriptKeys);

export type Script = z.infer<typeof scriptShape>;
export type Fake = z.infer<typeof fake>;
export type Turn = z.infer<typeof turn>;
export type FakeError = z.infer<typeof error>;
export type Person = z.infer<typeof answer>;

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

/** What does not fit is told with its place, and the nearest key that exists. */
export function readShape<T>(shape: z.ZodType<T>, given: unknown): Read<T> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, faults: parsed.error.issues.flatMap((issue) => sentences(issue, [])) };
}

function sentences(issue: z.core.$ZodIssue, around: readonly PropertyKey[]): readonly string[] {
  const path = [...around, ...issue.path];
  const place = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${place}there is no key \`${key}\`${near(key)}`);
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [`${place}${issue.message}`];
  // The alternative that went furthest is the one that was meant.
  const best = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  return best.flatMap((inner) => sentences(inner, path));
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
  );
}

const known = [
  ...Object.keys(scriptKeys),
  ...Object.keys(fake.shape),
  ...Object.keys(answer.shape),
  ...Object.keys(event.shape),
  ...'definition definitions cases name input expect status trace path visits requests emitted calls text'.split(
    ' ',
  ),
];

function near(key: string): string {
  const found = suggest(key, known);
  return found === undefined ? '' : `: did you mean \`${found}\`?`;
}
