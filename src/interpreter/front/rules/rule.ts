/**
 * What a rule is: looks at a definition and tells what is wrong. Owns the shape and what the rules share; each rule has
 * a file and a test of its own.
 */
import type { Report } from '../faults.ts';
import type { Graphs } from '../graph/link.ts';
import type { DocumentOf } from '../document/kinds.ts';
import type { Model, NodeModel } from '../model.ts';
import type { Kind } from '../../plan.ts';

export interface Facts {
  readonly model: Model;
  readonly graphs: Graphs;
}

/** Tells every fault of its kind. Never throws for a faulty definition. */
export type Rule = (facts: Facts, report: Report) => void;

/** The nodes of one kind, with their documents. */
export function* ofKind<K extends Kind>(
  model: Model,
  kind: K,
): Generator<readonly [NodeModel, DocumentOf<K>]> {
  for (const node of model.nodes) {
    // The kind has just been compared; the compiler cannot narrow by a type parameter.
    if (node.document.kind === kind) yield [node, node.document as DocumentOf<K>];
  }
}

export function didYouMean(near: string | undefined): string | undefined {
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
