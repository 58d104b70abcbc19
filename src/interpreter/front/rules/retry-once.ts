/** Trying again what must be done once is a decision that should be seen. */
import type { Rule } from './rule.ts';

export const retryOnce: Rule = ({ model }, report) => {
  for (const { document, path, texts } of model.nodes) {
    const { fields } = texts;
    if (document.kind !== 'tool' || document.retry === undefined || fields?.kind !== 'tool') continue;
    if (fields.effect !== 'once' || fields.retry.attempts === 1) continue;
    const message = `\`${document.tool}\` does something each time, and this tries it up to ${fields.retry.attempts} times.`;
    const hint =
      'If doing it twice is the same as doing it once, write `effect: idempotent`; else leave `retry` out.';
    report('OST605', { path: [...path, 'retry'], mark: 'key' }, message, hint);
  }
};
