/**
 * The eleven kinds of nodes as users write them: one strict shape for each, told apart by its kind key. Owns the keys
 * and their shapes; what a node means is `core/`.
 */
import { z } from 'zod';
import type { Kind } from '../../plan.ts';
import { common, deadline, timed, undo, work } from './keys.ts';
import { condition, durationText, outcome, schema, text, value, words } from './values.ts';

const agent = z.strictObject({
  ...common,
  ...work,
  agent: z.union([
    text,
    z.strictObject({
      model: text.optional(),
      instructions: text.optional(),
      maxTurns: z.int().min(1).max(1_000).optional(),
      temperature: z.number().min(0).max(2).optional(),
      baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    }),
  ]),
  prompt: text,
  tools: words.optional(),
});

const run = z.strictObject({
  ...common,
  ...work,
  run: z.union([text, z.array(text).min(1)]),
  shell: z.boolean().optional(),
  env: z.record(z.string(), z.union([text, z.number(), z.boolean()])).optional(),
  stdin: value.optional(),
  cwd: text.optional(),
  secrets: z.record(z.string(), text).optional(),
});

const tool = z.strictObject({
  ...common,
  ...work,
  tool: text,
  input: value.optional(),
  effect: z.enum(['read', 'idempotent', 'once']).optional(),
});

const human = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  human: text,
  show: value.optional(),
  outcomes: z.array(outcome).min(1).optional(),
  form: schema.optional(),
  assignees: words.optional(),
  deadline: deadline.optional(),
});

const values = z.record(z.string(), value);

/** The shapes by their kind key. */
export const shapes = {
  agent,
  run,
  tool,
  human,
  let: z.strictObject({ ...common, ...undo, let: values }),
  set: z.strictObject({ ...common, ...undo, set: values }),
  switch: z.strictObject({ ...common, switch: z.record(z.string(), condition) }),
  wait: z.strictObject({
    ...common,
    ...undo,
    ...timed,
    wait: z.union([durationText, z.strictObject({ until: text })]),
  }),
  /** What stands in the block is read on its own, node by node. */
  do: z.strictObject({ ...common, ...undo, ...timed, do: values, output: value.optional() }),
  end: z.strictObject({ ...common, end: value, scope: text.optional() }),
  fail: z.strictObject({
    ...common,
    fail: z.strictObject({
      type: text,
      title: text,
      detail: text.optional(),
      status: z.int().min(100).max(599).optional(),
    }),
    scope: text.optional(),
  }),
} as const satisfies Record<Kind, z.ZodObject>;

export const kinds: readonly Kind[] = Object.keys(shapes) as Kind[];

type Written<K extends Kind> = Omit<z.infer<(typeof shapes)[K]>, 'compensate' | 'do'>;
type Nested<K extends Kind> = K extends 'do' ? { readonly do: NodeDocuments } : unknown;

/** A node as it is written, with its kind in a field of its own. */
export type DocumentOf<K extends Kind> = Readonly<Written<K>> &
  Nested<K> & { readonly kind: K; readonly compensate?: NodeDocument };
/** Only in a document with faults: a node of which no kind can be made. It has its name and nothing else. */
export interface BrokenNode {
  readonly kind: 'broken';
}
export type NodeDocument = { [K in Kind]: DocumentOf<K> }[Kind] | BrokenNode;
/** In the order of the text. */
export type NodeDocuments = Readonly<Record<string, NodeDocument>>;
