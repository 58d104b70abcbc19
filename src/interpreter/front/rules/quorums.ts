/** What a quorum asks for can come, and what stands in for it is a declared outcome. */
import { suggest } from '../../suggest.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

export const quorums: Rule = ({ model }, report) => {
  for (const [node, { quorum, outcomes = [] }] of ofKind(model, 'human')) {
    if (typeof quorum !== 'object') continue;
    const { count, of, otherwise } = quorum;
    const at = (key: string) => ({ path: [...node.path, 'quorum', key] });
    if (of !== undefined && count > of)
      report('OST213', at('count'), `${count} of ${of} answers can never be alike.`, 'Make `of` larger.');
    if (otherwise === undefined) continue;
    if (!outcomes.includes(otherwise)) {
      const hint = didYouMean(suggest(otherwise, outcomes)) ?? 'Declare it in `outcomes`.';
      report('OST302', at('otherwise'), `There is no outcome \`${otherwise}\` here.`, hint);
    } else if (of === undefined) {
      const message = 'Without `of` more answers may always come, so that `otherwise` is never taken.';
      report('OST213', at('otherwise'), message, 'Say how many answers there are at most: `of: 5`.');
    }
  }
};
