/** `scope` of `end` and `fail` names a block around the node, or `run`; from an undoing nothing outside is ended. */
import { suggest } from '../../suggest.ts';
import { scopesAround, type ScopeModel } from '../model.ts';
import { didYouMean, type Rule } from './rule.ts';

export const knownScopes: Rule = ({ model }, report) => {
  for (const { document, path, scope } of model.nodes) {
    if ((document.kind !== 'end' && document.kind !== 'fail') || document.scope === undefined) continue;
    const known = namesAround(scope);
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

function namesAround(scope: ScopeModel): string[] {
  const known: string[] = [];
  for (const at of scopesAround(scope)) {
    if (at.role === 'compensate') return known;
    known.push(at.owner?.name ?? 'run');
  }
  return known;
}
