/** A person who never answers holds the run for ever. */
import type { Rule } from './rule.ts';

export const openWait: Rule = ({ model }, report) => {
  if (model.document.limits?.timeout !== undefined) return;
  for (const { document, texts, path } of model.nodes) {
    if (texts.fields?.kind !== 'human' || ('timeout' in document && document.timeout !== undefined)) continue;
    if (document.kind === 'human' && document.deadline !== undefined) continue;
    const own = document.kind === 'human' ? '`deadline: { after: 2d }`' : '`timeout: 2d`';
    const hint = `Add ${own}, or \`limits: { timeout: 7d }\` for the run.`;
    report(
      'OST607',
      { path: [...path, document.kind], mark: 'key' },
      'The run waits for ever when nobody answers.',
      hint,
    );
  }
};
