/** Plans whose maps are split as soon as they can be. Owns the change of the plan. */
import type { Plan } from '../../src/interpreter/plan.ts';

/** Every map that may be split does `size` items in a shard. */
export function splitEarly(plan: Plan, size: number): Plan {
  return JSON.parse(JSON.stringify(plan), (key, value: unknown) => (key === 'shard' ? size : value)) as Plan;
}
