/** Names of models: `provider/name`. Owns their reading. */
import type { ModelRef } from '../../plan.ts';

const providers: readonly ModelRef['provider'][] = ['openai', 'anthropic', 'compatible'];

/** Nothing for a template, an alias or an unknown provider. The name may have slashes of its own. */
export function parseModel(text: string): ModelRef | undefined {
  const slash = text.indexOf('/');
  const provider = providers.find((candidate) => candidate === text.slice(0, slash));
  const name = text.slice(slash + 1);
  return provider && name !== '' && !/\s/.test(name) ? { provider, name } : undefined;
}

export const modelForms = 'openai/NAME, anthropic/NAME or compatible/NAME';
