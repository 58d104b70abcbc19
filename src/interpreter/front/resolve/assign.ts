/**
 * Who does a node in place of its kind (`assign`). Owns which of the places where it is said wins; what becomes of the
 * node is `hand-over.ts`, what cannot be is told by the rule `assignments`.
 *
 * A1. The nearer wins: its name at submission, the node, its name at the top, all at submission, all at the top.
 */
import type { Kind } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import type { Assign, Assignee } from '../document/keys.ts';
import type { NodeDocument } from '../document/kinds.ts';
import type { NodeModel } from '../model.ts';
import type { Path } from '../path.ts';

export type Performer = 'human' | 'agent' | 'program';

export interface Assignment {
  readonly to: Performer;
  /** Where it is said; of an assignment at submission, the node. */
  readonly path: Path;
  /** Said of all nodes, and not of this one. */
  readonly ofAll: boolean;
}

const meant: Readonly<Record<Assignee, Performer>> = {
  human: 'human',
  agent: 'agent',
  agentic: 'agent',
  ai: 'agent',
  program: 'program',
  functional: 'program',
};

const performers: { readonly [K in Kind]?: Performer } = {
  agent: 'agent',
  run: 'program',
  tool: 'program',
  human: 'human',
};

/** Who does nodes of this kind; nothing where nobody can be put in their place. */
export function performerOf(kind: NodeDocument['kind']): Performer | undefined {
  return kind === 'broken' ? undefined : performers[kind];
}

/** @param submitted for one run */
export function assignmentOf(
  { name, path, document }: NodeModel,
  { assign }: Document,
  submitted: Assign | undefined,
): Assignment | undefined {
  const one = (given: Assign | undefined): Assignee | undefined =>
    typeof given === 'object' && Object.hasOwn(given, name) ? given[name] : undefined;
  const all = (given: Assign | undefined): Assignee | undefined =>
    typeof given === 'string' && performerOf(document.kind) ? given : undefined;
  const own = 'assign' in document ? document.assign : undefined;
  const found: readonly (readonly [Assignee | undefined, Path, boolean])[] = [
    [one(submitted), path, false],
    [own, [...path, 'assign'], false],
    [one(assign), ['assign', name], false],
    [all(submitted), path, true],
    [all(assign), ['assign'], true],
  ];
  for (const [assignee, place, ofAll] of found)
    if (assignee !== undefined) return { to: meant[assignee], path: place, ofAll };
  return undefined;
}

/** Why a node cannot be done by whom it is assigned to, and the way out; nothing when it can. */
export function hindrance(
  document: NodeDocument,
  { to, ofAll }: Assignment,
): { readonly message: string; readonly hint: string } | undefined {
  const performer = performerOf(document.kind);
  if (performer === to || document.kind === 'broken') return undefined;
  if (performer === undefined) {
    const message = `Nobody can be put in the place of \`${document.kind}\`.`;
    return { message, hint: 'Assign agents, programs, tools and people.' };
  }
  if (to === 'program') {
    const message = `No program is named here that could do what \`${document.kind}\` does.`;
    return { message, hint: 'Write a `run` or a `tool` node, or assign `human` or `agent`.' };
  }
  if (to === 'agent' && performer === 'program') {
    if (ofAll) return undefined;
    const message = `A model cannot do what \`${document.kind}\` does.`;
    return { message, hint: 'Write an `agent` node that has it among its `tools`, or assign `human`.' };
  }
  if (document.kind !== 'human' || document.quorum === undefined) return undefined;
  return {
    message: 'A model is one voter, and here people vote.',
    hint: 'Leave `quorum` out, or leave it to people.',
  };
}
