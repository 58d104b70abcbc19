/** A person who never answers holds the run for ever. */
import { ofKind, type Rule } from './rule.ts';

export const openWait: Rule = ({ model }, report) => {
  if (model.document.limits?.timeout !== undefined) return;
  for (const [node, { deadline, timeout }] of ofKind(model, 'human')) {
    if (deadline !== undefined || timeout !== undefined) continue;
    const hint = 'Add `deadline: { after: 2d }`, or `limits: { timeout: 7d }` for the run.';
    report(
      'OST607',
      { path: [...node.path, 'human'], mark: 'key' },
      'The run waits for ever when nobody answers.',
      hint,
    );
  }
};
