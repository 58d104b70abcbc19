/** The end of a scope, step by step (S15, S16): stop and await, compensate, `finally`, over. */
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Graph } from './graph.ts';
import { idOf, isBusy, openScope, type Scope, type Verdict, type Visit } from './state.ts';

/** Something that can happen, and its place in the text. */
export interface Thing {
  readonly at: number;
  /** Of the scope that it is in. */
  readonly age: number;
  readonly happen: () => void;
}
/** What belongs to a thing that has just happened comes before all others. */
export const AT_ONCE = -1;

/** The next step of a scope that ends: the first behind its last node, when nothing in it runs; the others at once. */
export function closingStep(scope: Scope): Thing | undefined {
  if (scope.stage === 'open' || scope.stage === 'over' || isBusy(scope)) return undefined;
  const at = scope.stage === 'stopping' ? scope.graph.end : AT_ONCE;
  return { at, age: scope.age, happen: () => goOn(scope) };
}

function goOn(scope: Scope): void {
  if (scope.stage === 'stopping') scope.stage = isUndone(scope.verdict) ? 'undoing' : 'finally';
  else if (scope.stage === 'undoing') undo(scope);
  else finish(scope);
}

/** `rest`, `complete`, `cancel`, `end` and `again` do not compensate by themselves. */
function isUndone(verdict: Verdict | undefined): boolean {
  return verdict?.kind === 'failed' || verdict?.kind === 'cancelled';
}

/** S15: one after the other, in the reverse order of their ends; S16: a failing one does not stop the others. */
function undo(scope: Scope): void {
  if (scope.extra) note(scope, 'compensation');
  const next = toUndo(scope);
  if (next?.node.graph.compensate === undefined) {
    scope.stage = 'finally';
    return;
  }
  next.undone = true;
  scope.extra = open(scope, next.node.graph.compensate, `${idOf(next)}/`, next.node.scope, next);
}

function toUndo(scope: Scope): Visit | undefined {
  return scope.run.ended
    .filter(
      (visit) =>
        visit.status === 'succeeded' && !visit.undone && visit.node.graph.compensate && isIn(visit, scope),
    )
    .at(-1);
}

/** A succeeded block with a `compensate` of its own is undone by that alone. */
function isIn(visit: Visit, scope: Scope): boolean {
  const within = visit.node.scope;
  if (within === scope) return true;
  const { owner } = within;
  if (owner === undefined || within.role === 'extra') return false;
  if (owner.inside === scope) return true;
  if (owner.status === 'succeeded' && owner.node.graph.compensate) return false;
  return isIn(owner, scope);
}

function open(scope: Scope, graph: Graph, prefix: string, outer: Scope, owner?: Visit): Scope {
  const error = errorOf(scope.verdict);
  const locals = { error: (error ?? null) as unknown as Json };
  return openScope({ run: scope.run, graph, prefix, outer, locals, role: 'extra', ...(owner && { owner }) });
}

/** Lists the failure of a compensation, or of `finally`, in the error of the scope. */
function note(scope: Scope, under: 'compensation' | 'finally'): void {
  const failed = errorOf(scope.extra?.verdict);
  delete scope.extra;
  const { verdict } = scope;
  if (!failed || verdict === undefined || !('error' in verdict) || !verdict.error) return;
  const data = (verdict.error.data ?? {}) as Record<string, Json>;
  const error = failed as unknown as Json;
  const listed =
    under === 'finally' ? error : [...((data[under] as readonly Json[] | undefined) ?? []), error];
  scope.verdict = { ...verdict, error: { ...verdict.error, data: { ...data, [under]: listed } } } as Verdict;
}

function errorOf(verdict: Verdict | undefined): RunError | undefined {
  return verdict && 'error' in verdict ? verdict.error : undefined;
}

/** S16: a failing `finally` fails and compensates a scope that had succeeded; it is not run again. */
function finish(scope: Scope): void {
  if (scope.graph.finally && !scope.finallyDone) {
    scope.finallyDone = true;
    scope.extra = open(scope, scope.graph.finally, scope.prefix, scope);
    return;
  }
  const failed = errorOf(scope.extra?.verdict);
  if (failed && scope.verdict?.kind === 'succeeded') {
    delete scope.extra;
    scope.verdict = { kind: 'failed', error: failed };
    scope.stage = 'undoing';
    return;
  }
  note(scope, 'finally');
  scope.stage = 'over';
}
