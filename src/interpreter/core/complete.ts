/**
 * `complete` (S13): when a scope or a map is done before all of it is, and when it cannot be any more. Owns the counts;
 * the ends of the scope itself are `settling.ts`.
 */
import type { Json } from '../json.ts';
import type { Complete } from '../plan.ts';
import { isTrue, type Result } from './bindings.ts';
import { closeItems, closeScope } from './closing.ts';
import { endingOf, incomplete, outputOf } from './settling.ts';
import type { NodeState, ScopeState } from './state.ts';
import { atOnce, item, known, lastOf, scopePlan, scopeState, type Step } from './step.ts';

type Counts = {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly open: number;
};

/** Looks at the ends, or items, of a scope after one of them has ended. */
export function checkComplete(step: Step, scope: ScopeState): void {
  const { complete } = scopePlan(step, scope);
  if (!complete || scope.phase.is !== 'active' || scope.kept) return;
  const counts = scope.items ? itemCounts(scope) : endCounts(step, scope);
  const reached = isReached(step, scope, complete, counts);
  if (!reached.ok) return closeScope(step, scope.id, { is: 'failed', error: reached.error });
  if (reached.value) return completeNow(step, scope, complete);
  const mayGrow = scope.items?.closed === false;
  if ('count' in complete && !mayGrow && counts.succeeded + counts.open < complete.count) {
    closeScope(step, scope.id, incomplete(scope));
  }
}

function isReached(step: Step, scope: ScopeState, complete: Complete, ends: Counts): Result<boolean> {
  if ('count' in complete) return { ok: true, value: ends.succeeded >= complete.count };
  return isTrue(step, scope.id, complete.when, { ends });
}

function itemCounts({ items }: ScopeState): Counts {
  const { values, succeeded, failed, dropped } = known(items, 'items');
  const total = values.length;
  return { total, succeeded, failed, open: total - succeeded - failed - dropped };
}

function endCounts(step: Step, scope: ScopeState): Counts {
  const { ends } = scopePlan(step, scope);
  const counts = { total: ends.length, succeeded: 0, failed: 0, open: 0 };
  for (const index of ends) {
    const node = item(scope.nodes, index);
    const last = lastOf(node);
    if (node.phase !== 'resolved') counts.open++;
    else if (!last || isWithdrawn(node)) continue;
    else if (last.status === 'failed' || last.exhausted) counts.failed++;
    else if (last.status === 'succeeded') counts.succeeded++;
  }
  return counts;
}

/** It can give nothing any more, whatever it gave before a way back. */
function isWithdrawn({ each, visits }: NodeState): boolean {
  return !each && visits.at(-1)?.status === 'withdrawn';
}

/** The output is that of this moment; the rest is withdrawn, or runs on inside the scope around. */
function completeNow(step: Step, scope: ScopeState, { rest }: Complete): void {
  const output = outputOf(step, scope);
  if (!output.ok) return closeScope(step, scope.id, { is: 'failed', error: output.error });
  if (rest === 'cancel') return closeScope(step, scope.id, { is: 'ended', output: output.value });
  keep(step, scope, output.value);
}

function keep(step: Step, scope: ScopeState, output: Json): void {
  closeItems(step, scope);
  scope.kept = { output };
  const { parent } = scope;
  if (!parent || (parent.role !== 'do' && parent.role !== 'whole')) return;
  const outer = scopeState(step, parent.scope);
  outer.live++;
  outer.keeps = [...(outer.keeps ?? []), scope.id];
  const { node, visit } = parent;
  // Before all that follows from the end that completed it (S13).
  atOnce(step, {
    is: 'ended',
    at: { scope: outer.id, node, visit },
    ending: endingOf({ is: 'ended', output }),
  });
}
