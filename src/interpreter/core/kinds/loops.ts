/** `map` and `repeat`: their beginning. Owns what is checked before the first item or turn. */
import type { MapNode, RepeatNode } from '../../plan.ts';
import { valueOf } from '../bindings.ts';
import { checkComplete } from '../complete.ts';
import { createItems, fillItems } from '../items.ts';
import { register, takeKept } from '../receivers.ts';
import { openBlock } from '../scopes.ts';
import { splitItems } from '../shards.ts';
import { offerItem } from '../more.ts';
import type { VisitRef } from '../state.ts';
import { scopeState, type Step } from '../step.ts';
import { nextTurn } from '../turns.ts';
import { wantsOf } from './receive.ts';
import { failed, type Started } from './started.ts';

export function startMap(step: Step, at: VisitRef, node: MapNode): Started {
  const values = valueOf(step, at, node.items);
  if (!values.ok) return failed(values.error);
  if (!Array.isArray(values.value)) {
    const title = '`map` needs a list';
    return failed({ type: 'expression', title, detail: 'Its items are no list.', retryable: false });
  }
  const wants = node.more ? wantsOf(step, at, [node.more]) : undefined;
  if (wants && !wants.ok) return failed(wants.error);
  const whole = openBlock(step, at, node.whole, 'whole');
  whole.items = createItems(values.value, !node.more);
  splitItems(step, whole, whole.items);
  fillItems(step, whole);
  if (wants) {
    const { scope, node: index, visit } = at;
    for (let kept = takeKept(step, wants.value); kept; kept = takeKept(step, wants.value)) {
      offerItem(step, whole, kept);
      if (whole.items.closed) break;
    }
    if (!whole.items.closed) register(step, { scope, node: index, visit, wants: wants.value, map: whole.id });
  }
  checkComplete(step, scopeState(step, whole.id));
  return 'under-way';
}

export function startRepeat(step: Step, at: VisitRef, node: RepeatNode): Started {
  const whole = openBlock(step, at, node.whole, 'whole');
  whole.turns = { index: 0 };
  nextTurn(step, whole);
  return 'under-way';
}
