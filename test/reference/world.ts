/** The world of random runs: one tool that fails or not, by chance. */
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import { chance } from './lockstep.ts';
import type { World } from './state.ts';

const anything = { type: 'object' } as const;

export const catalogue: Catalogue = {
  tools: [
    {
      name: 'test.maybe',
      description: 'Fails or not',
      input: anything,
      output: anything,
      effect: 'idempotent',
      quick: true,
    },
  ],
  secrets: [],
};

export function worldOf(seed: number): World {
  return (op) => {
    const drawn = chance(seed, `${op} fails`);
    if (drawn > 0.3) return { result: { drawn: Math.round(drawn * 10) } };
    const type = drawn < 0.1 ? 'odd.one' : 'plain';
    const doubt = chance(seed, `${op} doubt`) < 0.3;
    return { error: { type, title: 'By chance', retryable: false, ...(doubt && { doubt: true }) } };
  };
}
