/** A node inside a block does not have the name of a node around it (S1): else nobody could tell which one is read. */
import { isShielded, scopesAround } from '../model.ts';
import type { Rule } from './rule.ts';

export const noShadowing: Rule = ({ model }, report) => {
  for (const { name, path, scope } of model.nodes) {
    if (!scope.around || isShielded(scope)) continue;
    if ([...scopesAround(scope.around)].some((around) => !isShielded(around) && around.byName.has(name))) {
      const message = `There is a node \`${name}\` outside of this block too.`;
      report('OST305', { path, mark: 'key' }, message, 'Give one of the two another name.');
    }
  }
};
