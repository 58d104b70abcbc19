/**
 * The activity `definition.compile`: a graph or a definition that was made while the run goes on becomes a plan. Owns
 * the order: compile within its bounds, check the input, register what is to be registered. Faults are an answer, not
 * an error: whoever made the text may make a better one.
 */
import type { CompileCall, CompileReply } from '../../interpreter/call.ts';
import { compileGraph } from '../../interpreter/index.ts';
import type { ActivityDeps } from '../deps.ts';
import { checkedInput } from './input.ts';

export type CompileDeps = Pick<ActivityDeps, 'definitions' | 'catalogue'>;

export async function compileMade(call: CompileCall, deps: CompileDeps): Promise<CompileReply> {
  const { source, define, allow } = call;
  const made = compileGraph(source, { define, allow, catalogue: deps.catalogue });
  if (!made.ok) return made;
  const { plan, name, text } = made;
  const input = checkedInput(plan, call.input);
  if (!define) return { ok: true, plan, input, name };
  // The same text is the same version: a second attempt registers nothing new.
  const { definition } = await deps.definitions.put(name, text, typeof source === 'string' ? 'yaml' : 'json');
  return { ok: true, plan, input, name, version: definition.version };
}
