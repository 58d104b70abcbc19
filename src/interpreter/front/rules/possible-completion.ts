/** `complete` does not count to more than there is: the ends of a block, the items of a list that is written out (S13). */
import { ends } from '../graph/ends.ts';
import type { Graphs } from '../graph/link.ts';
import type { Report } from '../faults.ts';
import type { Closing, ScopeModel } from '../model.ts';
import type { Path } from '../path.ts';
import type { Rule } from './rule.ts';

export const possibleCompletion: Rule = ({ model, graphs }, report) => {
  checkScope(model.closing, model.scope, ['complete'], graphs, report);
  for (const { closing, inner, document, path } of model.nodes) {
    const at = [...path, 'complete'];
    if (inner && document.kind !== 'map') checkScope(closing, inner, at, graphs, report);
    if (document.kind === 'map' && Array.isArray(document.map) && !document.more)
      check(closing, document.map.length, 'items', at, report);
  }
};

function checkScope(closing: Closing, scope: ScopeModel, path: Path, graphs: Graphs, report: Report): void {
  const graph = graphs.get(scope);
  if (graph && closing.complete) check(closing, ends(graph).length, 'ends', path, report);
}

function check({ complete }: Closing, there: number, what: string, path: Path, report: Report): void {
  if (!complete || !('count' in complete) || complete.count <= there) return;
  const message = `${complete.count} ${what} are asked for, and there are ${there}.`;
  report('OST316', { path }, message, `Count to at most ${there}, or leave \`complete\` out.`);
}
