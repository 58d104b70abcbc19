/** An edge's `when` reads `input`, `vars`, its source, and what is ordered before that (S4). */
import { forEachReach } from '../graph/reach.ts';
import type { ScopeGraph } from '../graph/link.ts';
import type { EntryModel, Read } from '../model.ts';
import { addTo } from '../multimap.ts';
import type { Rule } from './rule.ts';

export const orderedConditions: Rule = ({ graphs }, report) => {
  for (const graph of graphs.values()) {
    for (const { entry, read } of unordered(graph)) {
      const message = `\`${read.name}\` is not ordered before \`${entry.source.name}\`, whose edge this is.`;
      const hint = `Let \`${entry.source.name}\` come after \`${read.name}\`, or put the condition into a \`when\` of the node.`;
      report('OST314', { path: read.path, mark: read }, message, hint);
    }
  }
};

interface Question {
  readonly entry: EntryModel;
  readonly read: Read;
}

function unordered({ scope, next, order }: ScopeGraph): readonly Question[] {
  const asked = new Map<number, Question[]>();
  for (const node of scope.nodes) {
    for (const entry of [...node.entries, ...node.guards]) {
      for (const read of entry.whenReads) {
        if (read.node?.scope !== scope || read.node === entry.source) continue;
        addTo(asked, read.node.index, { entry, read });
      }
    }
  }
  const found: Question[] = [];
  forEachReach(next, order, [...asked.keys()], (node, reaches) => {
    for (const question of asked.get(node) ?? [])
      if (!reaches(question.entry.source.index)) found.push(question);
  });
  return found;
}
