/**
 * Whether a node may start: the join over its incoming edges (S8) and the covering of failures. Owns the decision;
 * resolves no edge and starts nothing.
 *
 * J1. `live`, and a dead required edge, decide only when every incoming edge is resolved; the others may decide early.
 * J2. In a round, a node with forward edges from inside of it runs only if one of these is taken anew (S12).
 */
import type { RunError } from '../errors.ts';
import type { EdgePlan, Expression, ForwardEdge, Join, ScopePlan } from '../plan.ts';
import { isTrue, type Result } from './bindings.ts';
import type { NodeState, ScopeState } from './state.ts';
import { item, lastOf, type Step } from './step.ts';

export type Verdict =
  /** `fired`: the join holds, and what is read is still to come. */
  | { readonly is: 'wait'; readonly fired?: true }
  | { readonly is: 'start'; readonly by: readonly number[] }
  | { readonly is: 'skip'; readonly by: readonly number[]; readonly broken?: readonly number[] }
  /** The condition of the join could not be evaluated. */
  | { readonly is: 'fault'; readonly error: RunError };

/** How many forward edges are taken, dead and open: what `join: { when }` sees. */
export interface JoinCounts {
  readonly taken: number;
  readonly dead: number;
  readonly open: number;
}
/** Evaluates the condition of a join. */
export type Holds = (condition: Expression, counts: JoinCounts) => Result<boolean>;

/** Evaluates it in a scope of a run. */
export function joinCondition(step: Step, scope: number): Holds {
  return (condition, counts) => isTrue(step, scope, condition, { join: { ...counts } });
}

const wait: Verdict = { is: 'wait' };

export function decide(plan: ScopePlan, scope: ScopeState, node: number, holds: Holds): Verdict {
  const state = item(scope.nodes, node);
  const { join: rule, incoming } = item(plan.nodes, node);
  if (state.open > 0 && rule === 'live' && state.forced === undefined) return wait;
  const edges = sort(plan, scope, incoming);
  const holdsAlready = state.forced !== undefined || state.fired;
  const joined = holdsAlready ? 'yes' : join(rule, edges, state, plan, scope, holds);
  if (typeof joined === 'object') return { is: 'fault', error: joined };
  if (joined === 'wait') return wait;
  if (joined === 'no') return skip(plan, scope, rule, incoming);
  return afterJoin(plan, scope, node, edges);
}

/** What is read is waited for, whatever the join says. */
function afterJoin(plan: ScopePlan, scope: ScopeState, node: number, edges: Edges): Verdict {
  const state = item(scope.nodes, node);
  const { join: rule, incoming } = item(plan.nodes, node);
  if (edges.others.some((edge) => scope.edges[edge] === 'open')) return { is: 'wait', fired: true };
  if (!edges.others.some((edge) => isDead(scope, edge))) return start(edges, state.forced);
  if (state.open > 0 && state.forced === undefined) return { is: 'wait', fired: true };
  return skip(plan, scope, rule, incoming);
}

interface Edges {
  readonly forward: readonly number[];
  readonly taken: readonly number[];
  readonly dead: readonly number[];
  /** Required and soft. */
  readonly others: readonly number[];
}

function sort(plan: ScopePlan, scope: ScopeState, incoming: readonly number[]): Edges {
  const forward = incoming.filter((edge) => edgeOf(plan, edge).kind === 'forward');
  const taken = forward.filter((edge) => scope.edges[edge] === 'taken');
  const dead = forward.filter((edge) => isDead(scope, edge));
  const others = incoming.filter((edge) => edgeOf(plan, edge).kind !== 'forward');
  return { forward, taken, dead, others };
}

function join(
  rule: Join,
  edges: Edges,
  state: NodeState,
  plan: ScopePlan,
  scope: ScopeState,
  holds: Holds,
): 'yes' | 'no' | 'wait' | RunError {
  const open = edges.forward.length - edges.taken.length - edges.dead.length;
  const inside = state.inside ?? [];
  const insideTaken = inside.length === 0 || inside.some((edge) => scope.edges[edge] === 'taken');
  const insideOpen = inside.some((edge) => scope.edges[edge] === 'open');
  if (!insideTaken && !insideOpen) return 'no';
  if (rule === 'live') {
    if (open > 0) return 'wait';
    if (edges.forward.length === 0) return 'yes';
    const covered = uncovered(plan, scope, edges.dead, edges.taken).length === 0;
    return edges.taken.length > 0 && insideTaken && covered ? 'yes' : 'no';
  }
  if (rule === 'all') {
    if (edges.dead.length > 0) return 'no';
    return open > 0 ? 'wait' : 'yes';
  }
  if (typeof rule === 'object' && 'when' in rule)
    return byCondition(rule.when, edges, open, insideTaken, holds);
  const needed = typeof rule === 'object' ? rule.count : Math.min(1, edges.forward.length);
  if (edges.taken.length >= needed && insideTaken) return 'yes';
  return edges.taken.length + open < needed ? 'no' : 'wait';
}

/** Skipped when nothing is open any more and it does not hold. */
function byCondition(
  when: Expression,
  edges: Edges,
  open: number,
  insideTaken: boolean,
  holds: Holds,
): 'yes' | 'no' | 'wait' | RunError {
  const value = holds(when, { taken: edges.taken.length, dead: edges.dead.length, open });
  if (!value.ok) return value.error;
  if (value.value && insideTaken) return 'yes';
  return open > 0 ? 'wait' : 'no';
}

function start({ taken, others }: Edges, forced: number | undefined): Verdict {
  return { is: 'start', by: [...taken, ...others, ...(forced === undefined ? [] : [forced])] };
}

/** A skip is broken if a failure is behind it: of an entry one that nothing covers, of what is read any one. */
export function skip(
  plan: ScopePlan,
  scope: ScopeState,
  rule: Join,
  incoming: readonly number[],
): Extract<Verdict, { is: 'skip' }> {
  const dead = incoming.filter((edge) => edgeOf(plan, edge).kind !== 'soft' && isDead(scope, edge));
  const forward = incoming.filter((edge) => edgeOf(plan, edge).kind === 'forward');
  const taken = rule === 'live' ? forward.filter((edge) => scope.edges[edge] === 'taken') : [];
  const entries = uncovered(
    plan,
    scope,
    dead.filter((edge) => forward.includes(edge)),
    taken,
  );
  const reads = dead.filter((edge) => !forward.includes(edge)).flatMap((edge) => scope.failures[edge] ?? []);
  const broken = [...new Set([...entries, ...reads])];
  return { is: 'skip', by: dead, ...(broken.length > 0 && { broken }) };
}

/** Failed nodes behind the dead edges that no taken edge covers (S8). */
function uncovered(
  plan: ScopePlan,
  scope: ScopeState,
  dead: readonly number[],
  taken: readonly number[],
): readonly number[] {
  const failed = new Set(dead.flatMap((edge) => scope.failures[edge] ?? []));
  if (failed.size === 0) return [];
  for (const edge of taken) {
    const { from } = edgeOf(plan, edge);
    failed.delete(from);
    for (const node of item(scope.nodes, from).rescues ?? []) failed.delete(node);
  }
  return [...failed];
}

/** Keeps the failed nodes for which the node is a rescue from its start on: it runs only because of failures. */
export function noteRescues(plan: ScopePlan, scope: ScopeState, node: NodeState): void {
  const saved = rescues(plan, scope, startedBy(plan, node));
  if (saved.length > 0) node.rescues = saved;
}

/** Entries; with `join: each` those of its visits. */
function startedBy(plan: ScopePlan, { each, by }: NodeState): readonly number[] {
  if (each) return each.arrivals.filter(({ visit }) => visit > 0).map(({ edge }) => edge);
  return by.filter((edge) => edgeOf(plan, edge).kind === 'forward');
}

function rescues(plan: ScopePlan, scope: ScopeState, taken: readonly number[]): readonly number[] {
  const saved = new Set<number>();
  for (const index of taken) {
    const edge = edgeOf(plan, index);
    const source = item(scope.nodes, edge.from);
    const rescue = edge.kind === 'forward' && takenByFailure(edge, source);
    if (!rescue && !source.rescues) return [];
    if (rescue) saved.add(edge.from);
    for (const node of source.rescues ?? []) saved.add(node);
  }
  return [...saved];
}

function takenByFailure(edge: ForwardEdge, source: NodeState): boolean {
  const last = lastOf(source);
  if (edge.on.includes('success') || !last) return false;
  return last.status === 'failed' || last.exhausted === true;
}

function edgeOf(plan: ScopePlan, edge: number): EdgePlan {
  return item(plan.edges, edge);
}

function isDead(scope: ScopeState, edge: number): boolean {
  return scope.edges[edge] === 'passed' || scope.edges[edge] === 'broken';
}
