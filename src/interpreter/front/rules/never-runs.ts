/**
 * A node whose conditions exclude each other never runs, nor one behind the end of its block; what waits for it is not
 * told again.
 */
import { possibilities } from '../graph/chances.ts';
import { possibleCauses } from '../graph/closers.ts';
import type { ScopeGraph } from '../graph/link.ts';
import type { NodeModel } from '../model.ts';
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
      const { message, hint } = reasonOf(node);
      report('OST610', { path: node.path, mark: 'key' }, message, hint);
    }
  }
};

function isWait(kind: ScopeGraph['links'][number]['kind']): boolean {
  return kind === 'forward' || kind === 'required';
}

function reasonOf({ name, entries }: NodeModel): { readonly message: string; readonly hint: string } {
  const closer = entries.find((entry) => possibleCauses(entry).length === 0)?.source.name;
  if (closer !== undefined) {
    return {
      message: `\`${name}\` can never run: \`${closer}\` ends what both stand in, and nothing comes after that.`,
      hint: `What is run when \`${closer}\` is skipped says so: \`after: { node: ${closer}, on: skipped }\`. What is run in any case stands under \`finally\`.`,
    };
  }
  return {
    message: `\`${name}\` can never run: what it waits for cannot come together.`,
    hint: 'Look at its entries, the outcomes they name, and its `when`; alternatives are joined with `join: any` or `live`.',
  };
}

/** Only outcomes, conditions that are written out, and ends of blocks can do that. */
function decides({ scope }: ScopeGraph): boolean {
  return scope.nodes.some(
    ({ texts, entries }) =>
      texts.when?.cel === 'false' ||
      entries.some(
        (entry) =>
          entry.outcome !== undefined || entry.when?.cel === 'false' || possibleCauses(entry).length === 0,
      ),
  );
}

function neverStarted(graph: ScopeGraph): ReadonlySet<number> {
  const { choices, runs } = possibilities(graph);
  return new Set(runs.flatMap((chance, index) => (chance === choices.never ? [index] : [])));
}
