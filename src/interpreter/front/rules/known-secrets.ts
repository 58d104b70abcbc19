/** Every secret that a program is given is configured, by name. */
import { suggest } from '../../suggest.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

export const knownSecrets: Rule = ({ model }, report) => {
  const { secrets } = model.catalogue;
  for (const [node, document] of ofKind(model, 'run')) {
    for (const [variable, secret] of Object.entries(document.secrets ?? {})) {
      if (secrets.includes(secret)) continue;
      const hint =
        didYouMean(suggest(secret, secrets)) ??
        `Configure it: OSTINATO_SECRETS=${secret}=NAME_OF_A_VARIABLE.`;
      report(
        'OST414',
        { path: [...node.path, 'secrets', variable] },
        `There is no secret \`${secret}\`.`,
        hint,
      );
    }
  }
};
