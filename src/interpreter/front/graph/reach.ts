/**
 * Order and reachability in a graph of numbered nodes. Owns the two passes that the rules and the compiler share.
 *
 * RE1. Both are linear in nodes and edges; reachability for every 32 sources.
 */

/** Successors by node: `next[node]` holds the nodes that its edges lead to. */
export type Adjacency = readonly (readonly number[])[];

/** A topological order; `rest` holds what lies on cycles or behind them, ascending. */
export function topological(next: Adjacency): {
  readonly order: readonly number[];
  readonly rest: readonly number[];
} {
  const waiting = next.map(() => 0);
  for (const targets of next) for (const target of targets) waiting[target] = (waiting[target] ?? 0) + 1;
  const order = waiting.flatMap((count, node) => (count === 0 ? [node] : []));
  for (const node of order) {
    for (const target of next[node] ?? []) {
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) order.push(target);
    }
  }
  const rest = waiting.flatMap((count, node) => (count > 0 ? [node] : []));
  return { order, rest };
}

export function reversed(next: Adjacency): Adjacency {
  const back: number[][] = next.map(() => []);
  next.forEach((targets, node) => {
    for (const target of targets) back[target]?.push(node);
  });
  return back;
}

const batch = 32;

/**
 * Calls `see` for each source with a test for what it reaches (itself included). The test holds during the call only.
 * @param order topological for `next`
 */
export function forEachReach(
  next: Adjacency,
  order: readonly number[],
  sources: readonly number[],
  see: (source: number, reaches: (node: number) => boolean) => void,
): void {
  for (let from = 0; from < sources.length; from += batch) {
    const some = sources.slice(from, from + batch);
    const masks = new Uint32Array(next.length);
    some.forEach((source, bit) => {
      masks[source] = at(masks, source) | (1 << bit);
    });
    for (const node of order) {
      const mask = at(masks, node);
      if (mask === 0) continue;
      for (const target of next[node] ?? []) masks[target] = at(masks, target) | mask;
    }
    some.forEach((source, bit) => see(source, (node) => (at(masks, node) & (1 << bit)) !== 0));
  }
}

function at(masks: Uint32Array, node: number): number {
  return masks[node] ?? 0;
}

/** All that the given nodes reach, themselves included, ascending. */
export function closure(next: Adjacency, from: Iterable<number>): readonly number[] {
  const reached = new Set(from);
  for (const node of reached) for (const target of next[node] ?? []) reached.add(target);
  return [...reached].sort((left, right) => left - right);
}
