/**
 * The output of a scope with `complete` is made at that moment (S13): it reads strictly only what every end comes after.
 */
import { ends } from '../graph/ends.ts';
import type { ScopeGraph } from '../graph/link.ts';
import { closure, reversed } from '../graph/reach.ts';
import type { Closing, Model, Read, ScopeModel } from '../model.ts';
import type { Rule } from './rule.ts';

export const earlyOutput: Rule = ({ model, graphs }, report) => {
  for (const graph of graphs.values()) {
    if (!closingOf(graph.scope, model)?.complete) continue;
    for (const read of notBeforeEveryEnd(graph)) {
      const message = `\`${read.name}\` may not have ended when this is complete.`;
      const hint = `Read it optionally: \`nodes.?${read.name}.?${read.field ?? 'output'}\`.`;
      report('OST309', { path: read.path, mark: read }, message, hint);
    }
  }
};

/** Items have none: `complete` of a map is about all of them. */
function closingOf({ role, owner }: ScopeModel, model: Model): Closing | undefined {
  if (role === 'run') return model.closing;
  return role === 'do' || role === 'turn' ? owner?.closing : undefined;
}

function notBeforeEveryEnd(graph: ScopeGraph): readonly Read[] {
  const strict = graph.scope.outputReads.filter(
    ({ optional, node }) => !optional && node?.scope === graph.scope,
  );
  const late = new Set<Read>();
  const back = reversed(graph.next);
  for (const end of ends(graph)) {
    if (late.size === strict.length) break;
    const before = new Set(closure(back, [end]));
    for (const read of strict) if (read.node && !before.has(read.node.index)) late.add(read);
  }
  return strict.filter((read) => late.has(read));
}
