/** The source of an `again` entry is reached forward from its target (S12); else there is nothing to repeat. */
import type { ScopeGraph } from '../graph/link.ts';
import { forEachReach } from '../graph/reach.ts';
import { addTo } from '../multimap.ts';
import type { EntryModel } from '../model.ts';
import type { Rule } from './rule.ts';

export const againReached: Rule = ({ graphs }, report) => {
  for (const graph of graphs.values()) {
    for (const [target, { source, path }] of unreached(graph)) {
      const name = graph.scope.nodes[target]?.name ?? '';
      const message = `Nothing leads from \`${name}\` to \`${source.name}\`, so there is no loop to go round again.`;
      const hint = `Put \`again\` at the node where the loop begins, or let \`${source.name}\` come after \`${name}\`.`;
      report('OST304', { path }, message, hint);
    }
  }
};

function unreached({ links, next, order }: ScopeGraph): readonly (readonly [number, EntryModel])[] {
  const byTarget = new Map<number, EntryModel[]>();
  for (const edge of links) if (edge.kind === 'again') addTo(byTarget, edge.to, edge.entry);
  const found: (readonly [number, EntryModel])[] = [];
  forEachReach(next, order, [...byTarget.keys()], (target, reaches) => {
    for (const entry of byTarget.get(target) ?? [])
      if (!reaches(entry.source.index)) found.push([target, entry]);
  });
  return found;
}
