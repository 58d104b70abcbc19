/**
 * Who can read what a node gave: computed once, so that the core can let go of outputs (`forget.ts`). Owns the two lists
 * of a node, `readBy` and `reads`; takes too many for readers rather than too few.
 *
 * RD1. A node that may come again, or is read by one that may, keeps its output: rounds set back what they like (S12).
 * RD2. So does one that is read by the end of a scope: by its output, given or not, `complete`, `finally` or `compensate`.
 */
import type { EdgePlan, NodePlan, ScopePlan } from '../../plan.ts';

/** Names of nodes that are read: by what goes on, and by what may be done after the reader has ended. */
interface Names {
  readonly now: Set<string>;
  readonly late: Set<string>;
}

export function withReaders(scope: ScopePlan): ScopePlan {
  return scoped(scope, new Set()).scope;
}

/** @param around names that are read by the block in which the scope lies */
function scoped(
  scope: ScopePlan,
  around: ReadonlySet<string>,
): { readonly scope: ScopePlan; readonly names: Names } {
  const { nodes, edges, output, ends, complete, finally: last } = scope;
  const parts = nodes.map(inside);
  const names = together(parts.map((part) => part.names));
  for (const text of [output, complete, last]) collect(text, names.late);
  if (!output) for (const end of ends) names.late.add(nodes[end]?.name ?? '');
  const kept = new Set([...around, ...names.late]);
  const comesAgain = new Set(edges.flatMap((edge) => (edge.kind === 'again' ? edge.region : [])));
  const readBy = readersOf(
    nodes,
    edges,
    parts.map((part) => part.names.now),
  );
  const known = readBy.map((readers, index) =>
    comesAgain.has(index) ||
    kept.has(nodes[index]?.name ?? '') ||
    readers.some((reader) => comesAgain.has(reader))
      ? undefined
      : readers,
  );
  const reads = reversed(known);
  const told = parts.map(({ node }, index) => ({
    ...node,
    ...(known[index] && { readBy: known[index] }),
    ...(reads[index] && { reads: reads[index] }),
  }));
  return { scope: { ...scope, nodes: told }, names };
}

/** A node with what is inside of it; what that reads of the scope around, the node reads. */
function inside(node: NodePlan): { readonly node: NodePlan; readonly names: Names } {
  const names: Names = { now: new Set(), late: new Set() };
  const { compensate, ...rest } = node;
  collect(compensate, names.late);
  if (!('scope' in rest)) {
    collect(rest, names.now);
    return { node, names };
  }
  const { scope, ...own } = rest;
  collect(own, names.now);
  const inner = scoped(scope, names.now);
  // The end of what is inside comes before that of the node; what is undone of it may be undone later.
  const undone = scope.undoable ? inner.names.late : new Set<string>();
  const all = together([names, { now: new Set([...inner.names.now, ...inner.names.late]), late: undone }]);
  return { node: { ...node, scope: inner.scope } as NodePlan, names: all };
}

function together(all: readonly Names[]): Names {
  return {
    now: new Set(all.flatMap(({ now }) => [...now])),
    late: new Set(all.flatMap(({ late }) => [...late])),
  };
}

/** Every expression in a part of the plan, wherever it stands. */
function collect(part: unknown, into: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  if ('cel' in part && 'nodes' in part && Array.isArray(part.nodes))
    for (const name of part.nodes) into.add(String(name));
  for (const value of Object.values(part)) collect(value, into);
}

/** By index: the nodes whose texts read it, and those with `join: each`, which see what came over their edges. */
function readersOf(
  nodes: readonly NodePlan[],
  edges: readonly EdgePlan[],
  reads: readonly ReadonlySet<string>[],
): readonly (readonly number[])[] {
  const at = new Map(nodes.map(({ name }, index) => [name, index]));
  const readers = nodes.map(() => new Set<number>());
  const add = (name: string, reader: number) => {
    const index = at.get(name);
    if (index !== undefined && index !== reader) readers[index]?.add(reader);
  };
  reads.forEach((names, reader) => {
    for (const name of names) add(name, reader);
  });
  for (const edge of edges) {
    if (nodes[edge.to]?.join === 'each') readers[edge.from]?.add(edge.to);
    const { when } = 'when' in edge ? edge : {};
    for (const name of when?.nodes ?? []) for (const end of [edge.from, edge.to]) add(name, end);
  }
  return readers.map((some) => [...some].sort((a, b) => a - b));
}

function reversed(
  readBy: readonly (readonly number[] | undefined)[],
): readonly (readonly number[] | undefined)[] {
  const reads: (number[] | undefined)[] = readBy.map(() => undefined);
  readBy.forEach((readers, index) => {
    for (const reader of readers ?? []) (reads[reader] ??= []).push(index);
  });
  return reads;
}
