/** `scope` of `end` and `fail` names a block around the node, or `run`; from an undoing nothing outside is ended. */
import { suggest } from '../../suggest.ts';
import { scopeNames } from '../resolve/targets.ts';
import { didYouMean, type Rule } from './rule.ts';

export const knownScopes: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    const { document, path } = node;
    if ((document.kind !== 'end' && document.kind !== 'fail') || document.scope === undefined) continue;
    const known = scopeNames(node);
    if (known.includes(document.scope)) continue;
    const listed =
      known.length === 0
        ? 'Leave `scope` out: it ends the block in which it stands.'
        : `Here may stand ${known.join(', ')}.`;
    const hint = didYouMean(suggest(document.scope, known)) ?? listed;
    report(
      'OST308',
      { path: [...path, 'scope'] },
      `There is no block \`${document.scope}\` around this node.`,
      hint,
    );
  }
};
