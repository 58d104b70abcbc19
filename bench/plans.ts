/** Plans of the bench's graphs, compiled once. */
import { compileDefinition, type Plan } from '../src/interpreter/index.ts';
import { benchCatalogue } from './activities.ts';

/** Tiny runs at once. */
export const crowdSize = 50;

const plans = new Map<string, Plan>();

export function planOf(text: string): Plan {
  const known = plans.get(text);
  if (known) return known;
  const { plan, diagnostics } = compileDefinition(text, benchCatalogue);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  plans.set(text, plan);
  return plan;
}
