/**
 * The activity `definition.load`: the plan that a child run executes. Owns the order (find, compile, check the input)
 * and the errors with which the child fails.
 */
import type { LoadCall, LoadReply } from '../../interpreter/call.ts';
import { compileDefinition } from '../../interpreter/index.ts';
import type { StoredDefinition } from '../../store/definitions.ts';
import { lasting } from '../call-error.ts';
import type { ActivityDeps } from '../deps.ts';
import { checkedInput } from './input.ts';
import { tellFaults } from './faults.ts';

export type LoadDeps = Pick<ActivityDeps, 'definitions' | 'catalogue'>;

export async function loadDefinition(
  call: LoadCall,
  { definitions, catalogue }: LoadDeps,
): Promise<LoadReply> {
  const found = await definitions.get(call.workflow, call.version);
  if (!found) throw unknown(call);
  const { version, hash } = found;
  const plan = planOf(found, catalogue);
  return { plan, input: checkedInput(plan, call.input), definition: { version, hash } };
}

function unknown({ workflow, version }: LoadCall): Error {
  const name = version === undefined ? workflow : `${workflow}, version ${version}`;
  return lasting('definition-unknown', `There is no definition ${name}`, {
    detail: 'Post it, and run this again. Versions are listed under GET /v1/workflows/NAME.',
  });
}

/** Workers offer other tools and secrets than when it was posted. */
function planOf({ name, version, text }: StoredDefinition, catalogue: LoadDeps['catalogue']) {
  const { plan, diagnostics } = compileDefinition(text, catalogue);
  if (plan) return plan;
  throw lasting(
    'definition-invalid',
    `These workers cannot run version ${version} of ${name}`,
    tellFaults(diagnostics),
  );
}
