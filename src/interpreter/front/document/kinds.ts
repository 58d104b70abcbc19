/**
 * The kinds of nodes as users write them: one strict shape for each, told apart by its kind key. Owns the keys and
 * their shapes; what a node means is `core/`.
 */
import { z } from 'zod';
import type { Kind } from '../../plan.ts';
import {
  allowed,
  artifactFile,
  as,
  assigned,
  block,
  common,
  deadline,
  mount,
  quorum,
  sandbox,
  shown,
  timed,
  undo,
  work,
} from './keys.ts';
import {
  condition,
  count,
  durationText,
  eventName,
  outcome,
  plainText,
  schema,
  text,
  value,
  words,
} from './values.ts';

const agent = z.strictObject({
  ...common,
  ...work,
  ...assigned,
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
  mount: mount.optional(),
});

const run = z.strictObject({
  ...common,
  ...work,
  ...assigned,
  run: z.union([text, z.array(text).min(1)]),
  shell: z.boolean().optional(),
  env: z.record(z.string(), z.union([text, z.number(), z.boolean()])).optional(),
  stdin: value.optional(),
  cwd: text.optional(),
  artifacts: z.record(z.string(), z.union([text, artifactFile])).optional(),
  mount: mount.optional(),
  sandbox: sandbox.optional(),
  /** Whatever else it does: without it, it may be lost with its worker, and is tried again where `retry` says so. */
  effect: z.literal('once').optional(),
  secrets: z.record(z.string(), text).optional(),
});

const tool = z.strictObject({
  ...common,
  ...work,
  ...assigned,
  /** The name of one, or an expression that gives one of `tools`. */
  tool: text,
  tools: words.min(1).optional(),
  input: value.optional(),
  effect: z.enum(['read', 'idempotent', 'once']).optional(),
  lane: z.enum(['local', 'activity']).optional(),
});

const human = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  ...shown,
  ...assigned,
  human: text,
  show: value.optional(),
  outcomes: z.array(outcome).min(1).optional(),
  form: schema.optional(),
  assignees: words.optional(),
  /** Whoever started the run may not answer. */
  notSubmitter: z.boolean().optional(),
  quorum: quorum.optional(),
  deadline: deadline.optional(),
});

const values = z.record(z.string(), value);

const map = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  ...block,
  map: value,
  as: as.optional(),
  concurrency: count.optional(),
  shard: count.optional(),
  onItemError: z.enum(['fail', 'skip', 'collect']).optional(),
  more: z.strictObject({ receive: eventName, key: text.optional(), until: condition.optional() }).optional(),
  nodes: values,
});

const repeat = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  ...block,
  /** A number alone is the `max`. */
  repeat: z.union([
    count,
    z.strictObject({
      while: condition.optional(),
      until: condition.optional(),
      max: z.int().min(1).max(1_000_000),
      onMax: z.enum(['fail', 'continue']).optional(),
    }),
  ]),
  as: as.optional(),
  nodes: values,
});

const workflow = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  ...shown,
  workflow: plainText,
  version: count.optional(),
  input: value.optional(),
  /** Does not wait; the output is the child's run id. */
  detach: z.boolean().optional(),
  retry: work.retry,
  returns: work.returns,
});

const awaited = z.strictObject({ event: eventName, key: text.optional() });
const receive = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  ...shown,
  /** With `any` the first of several wins, and its name is the outcome. */
  receive: z.union([eventName, z.strictObject({ any: z.array(z.union([eventName, awaited])).min(1) })]),
  key: text.optional(),
  mode: z.enum(['buffered', 'transient']).optional(),
  returns: schema.optional(),
});

const emit = z.strictObject({
  ...common,
  ...undo,
  emit: eventName,
  key: text.optional(),
  data: value.optional(),
});

/** A graph that was made while the run goes on, as it would stand under `nodes` and `output`. */
const plan = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  plan: z.union([text, z.strictObject({ graph: value })]),
  input: value.optional(),
  allow: allowed.optional(),
});

const define = z.strictObject({
  ...common,
  ...undo,
  ...timed,
  /** A whole definition: its text, or what the text would say. */
  define: value,
  input: value.optional(),
  allow: allowed.optional(),
  /** Whether the run goes on in it. */
  continue: z.boolean().optional(),
});

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
  /** What stands in a block is read on its own, node by node. */
  do: z.strictObject({ ...common, ...undo, ...timed, ...block, do: values }),
  map,
  repeat,
  workflow,
  receive,
  emit,
  plan,
  define,
  cancel: z.strictObject({
    ...common,
    cancel: z.union([text, words.min(1)]),
    as: z.enum(['cancelled', 'succeeded']).optional(),
  }),
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

/** Where the nodes of a block stand. */
export const blockKeys = { do: 'do', map: 'nodes', repeat: 'nodes' } as const;
export type BlockKind = keyof typeof blockKeys;

type Written<K extends Kind> = Omit<z.infer<(typeof shapes)[K]>, 'compensate' | 'finally' | 'nodes' | 'do'>;
type Nested<K extends Kind> = K extends BlockKind
  ? { readonly [B in (typeof blockKeys)[K]]: NodeDocuments } & { readonly finally?: NodeDocument }
  : unknown;

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
