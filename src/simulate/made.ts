/** Graphs and definitions that a simulated run makes: compiled as a worker compiles them. Owns the reply. */
import type { CompileCall, CompileReply } from '../interpreter/call.ts';
import type { Catalogue } from '../interpreter/catalogue.ts';
import { compileGraph } from '../interpreter/index.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import { checkInput } from './input.ts';
import type { Reply } from './run.ts';

/** @param register takes what `define` has made; gives its version */
export function compileMade(
  call: CompileCall,
  catalogue: Catalogue,
  register: (plan: Plan) => number,
): Reply {
  const { source, define, allow } = call;
  const made = compileGraph(source, { define, allow, catalogue });
  if (!made.ok) return replied({ ok: false, diagnostics: made.diagnostics });
  const { plan, name } = made;
  const checked = checkInput(plan, call.input);
  if (!checked.ok) return { error: checked.error };
  const { input } = checked;
  return replied({ ok: true, plan, input, name, ...(define && { version: register(plan) }) });
}

/** A reply is JSON by the contract in `call.ts`. */
function replied(reply: CompileReply): Reply {
  return { result: reply as unknown as Json };
}
