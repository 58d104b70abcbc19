/** `end`, `fail`, `cancel`: nodes that end scopes, or other nodes (S18). Owns what they end, and as what. */
import type { RunError } from '../../errors.ts';
import type { CancelNode, EndNode, FailNode } from '../../plan.ts';
import { textsOf, valueOf } from '../bindings.ts';
import { asOutput, outputOf } from '../settling.ts';
import type { Closing, Ending, ScopeState, VisitRef } from '../state.ts';
import { later, scopeState, type Step, visitId } from '../step.ts';
import { failed, type Started } from './started.ts';

/** Ends a scope with an output; what runs in it is withdrawn. */
export function startEnd(step: Step, at: VisitRef, node: EndNode): Started {
  const scope = outwards(step, at.scope, node.levels);
  const output = node.output ? asOutput(step, scope, valueOf(step, at, node.output)) : outputOf(step, scope);
  if (!output.ok) return failed(output.error);
  const { value } = output;
  // Its scope ends with it, so that it takes no edge, and no way back.
  const ending = { status: 'succeeded', output: value, mute: true } as const;
  return endThenClose(step, at, ending, scope, { is: 'ended', output: value });
}

/** Fails a scope with an error of the definition's own; nothing inside of that scope can handle it. */
export function startFail(step: Step, at: VisitRef, node: FailNode): Started {
  const { type, title, detail = { value: '' } } = node.error;
  const texts = textsOf(step, at, [type, title, detail]);
  if (!texts.ok) return failed(texts.error);
  const [what = '', why = '', more = ''] = texts.value;
  const error: RunError = {
    type: what || 'failed',
    title: why || 'Failed',
    ...(more && { detail: more }),
    ...(node.error.status !== undefined && { status: node.error.status }),
    instance: visitId(step, at),
    retryable: false,
  };
  const scope = outwards(step, at.scope, node.levels);
  return endThenClose(step, at, { status: 'failed', error, mute: true }, scope, { is: 'failed', error });
}

/** The visit itself ends first, so that closing its scope does not withdraw it. */
function endThenClose(
  step: Step,
  at: VisitRef,
  ending: Ending,
  scope: ScopeState,
  because: Closing,
): Started {
  later(step, { is: 'ended', at, ending });
  later(step, { is: 'close', scope: scope.id, because });
  return 'under-way';
}

/** Out of an item or a turn the first step leads to the whole of its map or loop. */
function outwards(step: Step, id: number, levels: number): ScopeState {
  const scope = scopeState(step, id);
  const { parent } = scope;
  if (levels === 0 || !parent) return scope;
  const part = parent.role === 'item' || parent.role === 'turn';
  return outwards(step, part ? parent.owner : parent.scope, levels - 1);
}

/** Ends the named nodes, as far as they have not ended; is itself done at once. */
export function startCancel(step: Step, at: VisitRef, node: CancelNode): Started {
  later(step, { is: 'ended', at, ending: { status: 'succeeded', output: null } });
  for (const { levels, node: target } of node.targets) {
    const scope = outwards(step, at.scope, levels);
    later(step, { is: 'cancel', at: { scope: scope.id, node: target }, as: node.as });
  }
  return 'under-way';
}
