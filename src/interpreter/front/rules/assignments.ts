/** A node is assigned to whom it can be done by, and assignments by name name nodes. */
import { suggest } from '../../suggest.ts';
import type { Assign } from '../document/keys.ts';
import type { Report } from '../faults.ts';
import type { Model } from '../model.ts';
import type { Path } from '../path.ts';
import { hindrance } from '../resolve/assign.ts';
import { didYouMean, type Rule } from './rule.ts';

export const assignments: Rule = ({ model }, report) => {
  checkNames(model.document.assign, ['assign'], model, report);
  checkNames(model.submitted, [], model, report);
  for (const { name, document, texts } of model.nodes) {
    const hindered = texts.assignment && hindrance(document, texts.assignment);
    if (!texts.assignment || !hindered) continue;
    const { path, to } = texts.assignment;
    report(
      'OST417',
      { path, mark: 'key' },
      `\`${name}\` cannot be done by \`${to}\`. ${hindered.message}`,
      hindered.hint,
    );
  }
};

/** @param path where the definition says it; of what is said at submission, nothing */
function checkNames(assign: Assign | undefined, path: Path, { nodes }: Model, report: Report): void {
  if (typeof assign !== 'object') return;
  const known = new Set(nodes.map(({ name }) => name));
  for (const name of Object.keys(assign)) {
    if (known.has(name)) continue;
    const place = path.length === 0 ? { path } : { path: [...path, name], mark: 'key' as const };
    report('OST301', place, `There is no node \`${name}\` to assign.`, () =>
      didYouMean(suggest(name, known)),
    );
  }
}
