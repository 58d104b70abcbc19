/** Definitions tried out with a script in YAML, as authors write both. */
import { parse } from 'yaml';
import { builtIn } from '../../src/activities/tools/registry.ts';
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import { compileDefinition, type Plan } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { readShape, scriptShape } from '../../src/simulate/script.ts';
import { checkInput } from '../../src/simulate/input.ts';
import { type Outcome, simulate, type Trial } from '../../src/simulate/simulate.ts';

export const catalogue: Catalogue = {
  tools: builtIn.map(({ entry }) => entry),
  secrets: [],
  defaultModel: 'compatible/simulated',
};

/** @param nodes the text below `nodes:`, unindented */
export function planOf(nodes: string, more = ''): Plan {
  const body = nodes.replaceAll(/^(?=.)/gm, '  ');
  const { plan, diagnostics } = compileDefinition(
    `ostinato: 1\nname: tried\n${more}\nnodes:\n${body}\n`,
    catalogue,
  );
  if (plan) return plan;
  throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

export function tryOut(
  plan: Plan,
  script = '{}',
  more: Partial<Pick<Trial, 'definitions' | 'taken' | 'watch'>> & { input?: Json } = {},
): Outcome {
  const { input: given = {}, ...rest } = more;
  const read = readShape(scriptShape, parse(script));
  if (!read.ok) throw new Error(read.faults.join('\n'));
  const checked = checkInput(plan, given);
  if (!checked.ok) throw new Error(checked.error.detail);
  return simulate({ plan, catalogue, script: read.value, input: checked.input, ...rest });
}
