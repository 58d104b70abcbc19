/** What nobody answers, sends or closes holds the run for ever. */
import { type NodeModel, scopesAround } from '../model.ts';
import type { Rule } from './rule.ts';

export const openWait: Rule = ({ model }, report) => {
  if (model.document.limits?.timeout !== undefined) return;
  for (const node of model.nodes) {
    const found = openKey(node);
    if (!found || isTimed(node)) continue;
    const { key, message, hint } = found;
    report('OST607', { path: [...node.path, key], mark: 'key' }, message, hint);
  }
};

interface Open {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

function openKey({ document, texts }: NodeModel): Open | undefined {
  if (texts.fields?.kind === 'human' && !texts.fields.deadline) {
    const own = document.kind === 'human' ? '`deadline: { after: 2d }`' : '`timeout: 2d`';
    return {
      key: document.kind,
      message: 'The run waits for ever when nobody answers.',
      hint: `Add ${own}, or \`limits: { timeout: 7d }\` for the run.`,
    };
  }
  if (document.kind === 'receive')
    return {
      key: 'receive',
      message: 'The run waits for ever when the event does not come.',
      hint: 'Add `timeout: 2d`, or `limits: { timeout: 7d }` for the run.',
    };
  if (document.kind === 'map' && document.more && document.more.until === undefined && !document.complete)
    return {
      key: 'more',
      message: 'Nothing closes this map, so that the run waits for more items for ever.',
      hint: 'Add `until: event.data.last == true`, a `timeout`, or `complete`.',
    };
  return undefined;
}

/** The node, or a block around it, ends by itself. */
function isTimed({ document, scope }: NodeModel): boolean {
  const owners = [...scopesAround(scope)].flatMap(({ owner }) => (owner ? [owner.document] : []));
  return [document, ...owners].some((each) => 'timeout' in each && each.timeout !== undefined);
}
