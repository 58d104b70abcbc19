/** A join by count does not ask for more edges than lead to the node, nor does a join stand where nothing joins. */
import type { Rule } from './rule.ts';

export const possibleJoin: Rule = ({ model }, report) => {
  for (const { document, path, entries } of model.nodes) {
    if (document.kind === 'broken' || document.join === undefined) continue;
    const forward = entries.filter((entry) => entry.again === undefined).length;
    const { join } = document;
    const needed = typeof join === 'object' && 'count' in join ? join.count : 1;
    if (forward >= needed) continue;
    const message =
      forward === 0
        ? 'There is no entry of `after` to join.'
        : `${needed} edges are asked for, and ${forward} lead here.`;
    report(
      'OST312',
      { path: [...path, 'join'] },
      message,
      `Leave \`join\` out, or add entries to \`after\`.`,
    );
  }
};
