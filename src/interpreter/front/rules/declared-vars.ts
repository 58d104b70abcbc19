/** `set` writes only what `vars` declares (S20). */
import { suggest } from '../../suggest.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

export const declaredVars: Rule = ({ model }, report) => {
  const declared = new Set(model.vars.map(({ name }) => name));
  for (const [node, document] of ofKind(model, 'set')) {
    for (const name of Object.keys(document.set).filter((key) => !declared.has(key))) {
      const hint = (): string =>
        didYouMean(suggest(name, declared)) ??
        `Declare it: \`vars: { ${name}: … }\`; for a value of this node alone use \`let\`.`;
      report(
        'OST411',
        { path: [...node.path, 'set', name], mark: 'key' },
        `There is no variable \`${name}\`.`,
        hint,
      );
    }
  }
};
