/** A variable that nothing reads is probably a mistake. */
import { type Read, readsOf } from '../model.ts';
import type { Rule } from './rule.ts';

export const unusedVars: Rule = ({ model }, report) => {
  const read = new Set([...model.scope.outputReads, ...model.nodes.flatMap(readsOf)].flatMap(variable));
  for (const { name, path } of model.vars) {
    if (read.has(name)) continue;
    report('OST606', { path, mark: 'key' }, `Nothing reads \`vars.${name}\`.`, 'Leave it out, or read it.');
  }
};

function variable({ root, name }: Read): string[] {
  return root === 'vars' ? [name] : [];
}
