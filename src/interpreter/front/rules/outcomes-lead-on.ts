/**
 * When some outcomes of a node lead on, one that leads nowhere is probably forgotten. Where the others only lead back, it
 * is how the loop ends.
 */
import type { EntryModel, NodeModel } from '../model.ts';
import { readsOf, scopesOf } from '../model.ts';
import { addTo } from '../multimap.ts';
import type { Rule } from './rule.ts';

export const outcomesLeadOn: Rule = ({ model }, report) => {
  const read = outcomeReaders(
    model.nodes,
    scopesOf(model).flatMap((scope) => scope.outputReads),
  );
  const entries = new Map<NodeModel, EntryModel[]>();
  for (const node of model.nodes) {
    for (const entry of [...node.entries, ...node.guards]) addTo(entries, entry.source, entry);
  }
  for (const [node, outgoing] of entries) {
    const onwards = outgoing.some(({ again, outcome }) => again === undefined && outcome !== undefined);
    const named = new Set(outgoing.flatMap((entry) => entry.outcome ?? []));
    const any = outgoing.some((entry) => entry.outcome === undefined && entry.on.includes('success'));
    if (!onwards || any || read.has(node)) continue;
    for (const outcome of node.outcomes) {
      if (named.has(outcome)) continue;
      const message = `\`${node.name}\` can end with \`${outcome}\`, which leads nowhere.`;
      report('OST603', placeOf(node, outcome), message, `Add \`after: ${node.name}.${outcome}\` to a node.`);
    }
  }
};

/** Nodes whose outcome some expression reads: it may lead on in a `when`. */
function outcomeReaders(nodes: readonly NodeModel[], outputs: NodeModel['reads']): ReadonlySet<NodeModel> {
  const reads = [...outputs, ...nodes.flatMap(readsOf)];
  return new Set(reads.flatMap((read) => (read.field === 'outcome' && read.node ? [read.node] : [])));
}

function placeOf({ path, document, outcomes }: NodeModel, outcome: string) {
  if (document.kind === 'receive') return { path: [...path, 'receive', 'any', outcomes.indexOf(outcome)] };
  if (document.kind === 'switch') return { path: [...path, 'switch', outcome], mark: 'key' } as const;
  return { path: [...path, 'outcomes', outcomes.indexOf(outcome)] };
}
