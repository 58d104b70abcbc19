/** Names of nodes, variables and artifacts are identifiers and no words of the expression language; a definition's is kebab-case. */
import { definitionPattern, kebab, maxNameLength, nameFault, outcomePattern } from '../document/names.ts';
import type { Report } from '../faults.ts';
import { isShielded } from '../model.ts';
import { ofKind, type Rule } from './rule.ts';

export const names: Rule = ({ model }, report) => {
  definitionName(model.document.name, report);
  for (const { name } of model.vars) identifier(name, ['vars', name], report);
  for (const node of model.nodes) if (!isShielded(node.scope)) identifier(node.name, node.path, report);
  for (const [{ path }, { artifacts = {} }] of ofKind(model, 'run'))
    for (const name of Object.keys(artifacts)) identifier(name, [...path, 'artifacts', name], report);
  for (const [node] of ofKind(model, 'switch')) {
    for (const outcome of node.outcomes.filter((name) => !outcomePattern.test(name))) {
      const hint = 'Letters, digits, _ and - only, no digit first.';
      report(
        'OST207',
        { path: [...node.path, 'switch', outcome], mark: 'key' },
        `\`${outcome}\` is no name of an outcome.`,
        hint,
      );
    }
  }
};

function identifier(name: string, path: readonly (string | number)[], report: Report): void {
  const fault = nameFault(name);
  if (fault) report('OST207', { path, mark: 'key' }, fault.message, fault.hint);
}

function definitionName(name: string, report: Report): void {
  if (definitionPattern.test(name) && name.length <= maxNameLength) return;
  const better = kebab(name).slice(0, maxNameLength);
  const message = `\`${name}\` is no name of a definition: lower-case words with dashes, at most ${maxNameLength} characters.`;
  report(
    'OST208',
    { path: ['name'] },
    message,
    definitionPattern.test(better) ? `Call it \`${better}\`.` : undefined,
  );
}
