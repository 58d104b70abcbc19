/** `workflow` names a definition as definitions are named; whether it is there is known when the run is. */
import { definitionPattern, kebab, maxNameLength } from '../document/names.ts';
import { ofKind, type Rule } from './rule.ts';

export const childNames: Rule = ({ model }, report) => {
  for (const [node, { workflow }] of ofKind(model, 'workflow')) {
    if (definitionPattern.test(workflow) && workflow.length <= maxNameLength) continue;
    const better = kebab(workflow).slice(0, maxNameLength);
    const hint = definitionPattern.test(better) ? `Its name is probably \`${better}\`.` : undefined;
    const message = `\`${workflow}\` is no name of a definition: lower-case words with dashes.`;
    report('OST208', { path: [...node.path, 'workflow'] }, message, hint);
  }
};
