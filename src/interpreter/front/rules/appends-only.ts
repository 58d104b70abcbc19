/**
 * Items of a map, and visits that a node has for each edge, run side by side: they only append to variables (S20), and
 * what they append is there in their order when all of them have ended.
 */
import { isObject } from '../../json.ts';
import { type NodeModel, scopesAround } from '../model.ts';
import { ofKind, type Rule } from './rule.ts';

export const appendsOnly: Rule = ({ model }, report) => {
  for (const [node, { set }] of ofKind(model, 'set')) {
    const many = runsBesideItself(node);
    if (!many) continue;
    for (const [name, value] of Object.entries(set)) {
      if (isObject(value) && Object.keys(value).length === 1 && 'add' in value) continue;
      const message = `\`${many.name}\` runs this many times side by side, and each one would overwrite \`vars.${name}\`.`;
      const hint = `Append: \`set: { ${name}: { add: … } }\`; or let \`${many.name}\` give it as its output.`;
      report('OST311', { path: [...node.path, 'set', name], mark: 'key' }, message, hint);
    }
  }
};

/** What makes it run more than once at a time: the node itself, or a block around it. */
function runsBesideItself(node: NodeModel): NodeModel | undefined {
  if (isForEach(node)) return node;
  for (const { role, owner } of scopesAround(node.scope)) {
    if (!owner || role === 'compensate' || (role === 'finally' && owner.inner?.role === 'item')) continue;
    if (role === 'item' || isForEach(owner)) return owner;
  }
  return undefined;
}

function isForEach({ document }: NodeModel): boolean {
  return document.kind !== 'broken' && document.join === 'each';
}
