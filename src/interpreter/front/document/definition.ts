/**
 * A whole definition as users write it: the keys of the top level, and the document that is made of them. Owns the
 * shape.
 */
import { z } from 'zod';
import type { NodeDocument, NodeDocuments } from './kinds.ts';
import { assign, block, retry, sandbox } from './keys.ts';
import { duration, plainText, schema, text, value } from './values.ts';

export const definition = z.strictObject({
  ostinato: z.literal(1),
  name: text,
  title: plainText.optional(),
  description: plainText.optional(),
  input: schema.optional(),
  vars: z.record(z.string(), value).optional(),
  limits: z
    .strictObject({
      timeout: duration.optional(),
      parallel: z.int().min(1).max(1_000).optional(),
      cleanup: duration.optional(),
      /** Of `workflow` nodes: runs in runs. */
      depth: z.int().min(1).max(100).optional(),
    })
    .optional(),
  defaults: z
    .strictObject({ retry: retry.optional(), model: text.optional(), sandbox: sandbox.optional() })
    .optional(),
  /** Who does the nodes, whatever their kinds say. */
  assign: assign.optional(),
  /** Read on its own, node by node. */
  nodes: z.record(z.string(), value),
  /** `finally` is read on its own. */
  ...block,
});

/** A definition that has been read: every key known, every value of the right shape. */
export type Document = Readonly<Omit<z.infer<typeof definition>, 'nodes' | 'finally'>> & {
  readonly nodes: NodeDocuments;
  readonly finally?: NodeDocument;
};
