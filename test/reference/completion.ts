/** When a scope is over and what it gives (S13, S14). */
import type { Document } from '../../src/interpreter/index.ts';
import type { Evaluated } from '../../src/interpreter/expression/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { endsOf } from './graph.ts';
import { isAwaitedByRound } from './round.ts';
import { failureOf, type Node, type Scope, type Visit } from './state.ts';
import { holds, render } from './values.ts';
import { endVisit, failScope, stopScope } from './visits.ts';

export interface Ends {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly open: number;
}
export type Complete = NonNullable<Document['complete']>;

/** `complete` is looked at after each end of an end node that took no way back. */
export function lookAtCompletion({ scope, graph }: Node): void {
  const { complete } = scope.graph;
  if (complete === undefined || scope.kept || !endsOf(scope.graph).includes(graph)) return;
  switch (isComplete(scope, complete, endsIn(scope))) {
    case 'reached':
      if (keepsRest(complete)) keepScope(scope);
      else succeedScope(scope);
      return;
    case 'out of reach':
      failScope(scope, failureOf('incomplete', 'The scope cannot be complete any more.', instanceOf(scope)));
      return;
    case 'not yet':
      return;
  }
}

function endsIn({ graph, nodes }: Scope): Ends {
  const ends = nodes.filter((node) => endsOf(graph).includes(node.graph));
  const resolved = ends
    .filter((node) => node.phase === 'resolved' && !isAwaitedByRound(node))
    .flatMap(({ visits, whole }) => whole ?? visits.at(-1) ?? [])
    // What has ended in the same moment may take a way back yet.
    .filter(({ settled }) => settled)
    .map(resultOf);
  return {
    total: ends.length,
    succeeded: resolved.filter((status) => status === 'succeeded').length,
    failed: resolved.filter((status) => status === 'failed').length,
    open: ends.length - resolved.length,
  };
}

/** What resolves like a failure counts as one. */
function resultOf({ exhausted, status }: Visit): Visit['status'] {
  return exhausted ? 'failed' : status;
}

export function isComplete(
  scope: Scope,
  complete: Complete,
  ends: Ends,
): 'reached' | 'out of reach' | 'not yet' {
  if (typeof complete === 'object' && 'when' in complete) {
    const condition = holds(scope, complete.when, { ends: { ...ends } });
    if (!condition.ok) failScope(scope, failureOf('expression', condition.title, instanceOf(scope)));
    return condition.ok && condition.value ? 'reached' : 'not yet';
  }
  const count = complete === 'any' ? 1 : complete.count;
  if (ends.succeeded >= count) return 'reached';
  return ends.succeeded + ends.open < count ? 'out of reach' : 'not yet';
}

/** Nothing runs, waits or can still start. */
export function endQuietScope(scope: Scope): void {
  if (scope.kept)
    stopScope(scope, {
      kind: 'succeeded',
      ...(scope.keptOutput !== undefined && { output: scope.keptOutput }),
    });
  else if (scope.graph.complete === undefined) succeedScope(scope);
  else
    failScope(scope, failureOf('incomplete', 'The scope ended without being complete.', instanceOf(scope)));
}

/** Its output is computed at this moment; what still runs is withdrawn. */
export function succeedScope(scope: Scope): void {
  const output = outputOf(scope);
  if (!output.ok) failScope(scope, failureOf('expression', output.title, instanceOf(scope)));
  else stopScope(scope, { kind: 'succeeded', ...(output.value !== undefined && { output: output.value }) });
}

export function keepsRest(complete: Complete | undefined): boolean {
  return typeof complete === 'object' && complete.rest === 'keep';
}

/** R15: its node succeeds at once, and the rest runs on. */
export function keep(scope: Scope, output: Json): void {
  scope.kept = true;
  scope.keptOutput = output;
  scope.closed = true;
  // Turns come one after the other: what of a turn runs on belongs to it.
  if (scope.owner?.inside === scope) endVisit(scope.owner, { kind: 'outcome', output });
}

function keepScope(scope: Scope): void {
  const output = outputOf(scope);
  if (output.ok) keep(scope, output.value ?? null);
  else failScope(scope, failureOf('expression', output.title, instanceOf(scope)));
}

/** S13: `output`, or else an object of the outputs of the ends. */
export function outputOf(scope: Scope): Evaluated<Json | undefined> {
  const { graph, nodes } = scope;
  if (graph.output !== undefined) {
    const given = render(scope, graph.output);
    return given.ok ? { ok: true, value: given.value ?? null } : given;
  }
  const ends = endsOf(graph);
  const given = nodes
    .filter((node) => ends.includes(node.graph))
    .map((node) => [node.graph.name, lastOutput(node)] as const)
    .filter(([, output]) => output !== undefined);
  return { ok: true, value: Object.fromEntries(given) as Json };
}

function lastOutput({ visits, whole }: Node): Json | undefined {
  const last = whole ?? visits.filter(({ status }) => status !== 'active' && status !== 'withdrawn').at(-1);
  return last && resultOf(last) === 'succeeded' ? last.output : undefined;
}

export function instanceOf({ prefix }: Scope): string {
  return prefix.replace(/\/$/, '');
}
