/** Who says how large the parts of a map are should know that it is not done in parts. */
import { keepsWhole } from '../resolve/splitting.ts';
import { ofKind, type Rule } from './rule.ts';

export const shards: Rule = ({ model }, report) => {
  for (const [node, { shard }] of ofKind(model, 'map')) {
    const reason = shard === undefined ? undefined : keepsWhole(node);
    if (reason === undefined) continue;
    const message = `\`${node.name}\` is done in one run, whatever \`shard\` says: ${reason} needs all of it there.`;
    const hint =
      'Leave `shard` out; or put what its items do into a definition of its own, and call that with `workflow`.';
    report('OST611', { path: [...node.path, 'shard'], mark: 'key' }, message, hint);
  }
};
