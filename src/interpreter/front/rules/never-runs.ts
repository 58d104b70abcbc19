/** A node whose conditions exclude each other never runs; what waits for it is not told again. */
import { possibilities } from '../graph/chances.ts';
import type { ScopeGraph } from '../graph/link.ts';
import type { Rule } from './rule.ts';

export const neverRuns: Rule = ({ graphs }, report) => {
  for (const graph of graphs.values()) {
    if (!decides(graph)) continue;
    const never = neverStarted(graph);
    const because = new Set(
      graph.links.flatMap(({ kind, from, to }) => (isWait(kind) && never.has(from) ? [to] : [])),
    );
    for (const index of never) {
      const node = graph.scope.nodes[index];
      if (!node || because.has(index)) continue;
      const message = `\`${node.name}\` can never run: what it waits for cannot come together.`;
      const hint =
        'Look at its entries, the outcomes they name, and its `when`; alternatives are joined with `join: any` or `live`.';
      report('OST610', { path: node.path, mark: 'key' }, message, hint);
    }
  }
};

function isWait(kind: ScopeGraph['links'][number]['kind']): boolean {
  return kind === 'forward' || kind === 'required';
}

/** Only outcomes and conditions that are written out can exclude each other. */
function decides({ scope }: ScopeGraph): boolean {
  return scope.nodes.some(
    ({ texts, entries }) =>
      texts.when?.cel === 'false' ||
      entries.some(({ outcome, when }) => outcome !== undefined || when?.cel === 'false'),
  );
}

function neverStarted(graph: ScopeGraph): ReadonlySet<number> {
  const { choices, runs } = possibilities(graph);
  return new Set(runs.flatMap((chance, index) => (chance === choices.never ? [index] : [])));
}
