/** `cancel` names nodes of its own scope or of one around it; only a block can be completed with what it has. */
import { suggest } from '../../suggest.ts';
import { targetNames, targetOf } from '../resolve/targets.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

const completable: ReadonlySet<string> = new Set(['do', 'map', 'repeat', 'broken']);

export const cancelTargets: Rule = ({ model }, report) => {
  for (const [node, { cancel, as }] of ofKind(model, 'cancel')) {
    const names = typeof cancel === 'string' ? [cancel] : cancel;
    names.forEach((name, index) => {
      const path = [...node.path, 'cancel', ...(typeof cancel === 'string' ? [] : [index])];
      const target = targetOf(node, name)?.node;
      if (!target) {
        const hint = (): string => {
          const known = targetNames(node);
          return didYouMean(suggest(name, known)) ?? 'Name nodes of this block, or of one around it.';
        };
        report('OST301', { path }, `There is no node \`${name}\` that can be cancelled from here.`, hint);
      } else if (target === node) {
        report('OST213', { path }, 'This would cancel itself.', 'Name another node, or write `end:`.');
      } else if (as === 'succeeded' && !completable.has(target.document.kind)) {
        const message = `\`${name}\` is no block, so there is nothing it could have succeeded with.`;
        report('OST213', { path }, message, 'Leave `as: succeeded` out, or name a `do`, `map` or `repeat`.');
      }
    });
  }
};
