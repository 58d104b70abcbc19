/** `as` gives items and turns a name that an expression can use and that means nothing else there. */
import { nameFault } from '../document/names.ts';
import type { NodeModel } from '../model.ts';
import { localNamesIn } from '../resolve/locals.ts';
import { visibleNode } from '../resolve/names.ts';
import type { Rule } from './rule.ts';

/** Names that every expression has, or that some places have. */
const taken: ReadonlySet<string> = new Set(
  'input vars nodes tasks run index error edge ends join event'.split(' '),
);

export const localNames: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    const { document, path } = node;
    if ((document.kind !== 'map' && document.kind !== 'repeat') || document.as === undefined) continue;
    const { as } = document;
    const place = { path: [...path, 'as'] };
    const fault = nameFault(as);
    if (fault) report('OST207', place, fault.message, fault.hint);
    const other = meaning(as, node);
    if (other !== undefined)
      report('OST305', place, `\`${as}\` is ${other} here already.`, 'Choose another name.');
  }
};

function meaning(name: string, { scope, inner }: NodeModel): string | undefined {
  if (taken.has(name)) return 'a name of the language';
  if (localNamesIn(scope).has(name)) return 'the name of what is around';
  if (visibleNode(scope, name) ?? inner?.byName.get(name)) return 'the name of a node';
  return undefined;
}
