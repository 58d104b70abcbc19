/**
 * The state of a run of the reference: plain objects that refer to each other. Owns the shapes and the smallest
 * questions about them; nothing here decides.
 */
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json, JsonObject } from '../../src/interpreter/json.ts';
import type { Entry, Graph, GraphNode, Reading } from './graph.ts';

export type World = (
  op: string,
  call: { readonly kind: string } & JsonObject,
) => { readonly result: Json } | { readonly error: RunError };

export interface Run {
  readonly workflow: string;
  readonly input: Json;
  readonly parallel: number;
  readonly world: World;
  readonly vars: Record<string, Json>;
  root: Scope;
  /** What is under way outside, in the order of the starts. */
  ops: Op[];
  /** Every visit, in the order of the starts. */
  readonly visits: Visit[];
  readonly refused: string[];
  /** Every ended visit, in the order of the ends. */
  readonly ended: Visit[];
  /** Events that nothing has taken, the earliest first. */
  kept: NamedEvent[];
  readonly seen: Set<string>;
  /** Starts of what waits for events, so that they are served in that order. */
  waiters: Visit[];
  readonly locks: Map<string, Node[]>;
  now: number;
}

export interface NamedEvent {
  readonly id?: string;
  readonly name: string;
  readonly key?: string;
  readonly data?: Json;
}

/** `path#visit` for a call, `path#visit/wait`, `/deadline` or `/timeout` for a timer. */
export interface Op {
  readonly id: string;
  readonly visit: Visit;
  readonly does: 'call' | 'wait' | 'deadline' | 'timeout';
  readonly reply?: ReturnType<World>;
  readonly due: number;
  /** It has been told to stop. */
  stopping: boolean;
}

/** What became of an edge (S6). A broken one carries the nodes that failed. */
export type Resolution = 'open' | 'taken' | 'passed' | readonly Node[];

export interface Node {
  readonly scope: Scope;
  readonly graph: GraphNode;
  /** `ready`: it would start, and waits for a lock or for the window. */
  phase: 'pending' | 'ready' | 'active' | 'resolved';
  readonly visits: Visit[];
  readonly entries: Map<Entry, Resolution>;
  readonly readings: Map<Reading, Resolution>;
  /** Its join has fired (S10); kept, since a condition may hold for a moment only. */
  fired: boolean;
  /** The target of a round: its join is not asked (S12). */
  forced?: Entry;
  /** Set back by a round: entries of which one must be taken anew (S12). */
  anew?: readonly Entry[];
  /** The entries that were taken when it last started. */
  basis: readonly Entry[];
  /** What its last start or skip depended on: names of the sources (S12); none while it is pending. */
  dependedOn?: readonly string[];
  /** `join: each`: edges taken and not started yet, with what they saw. */
  arrivals: Arrival[];
}
export interface Arrival {
  readonly edge: JsonObject;
}

export type Status = 'active' | 'succeeded' | 'failed' | 'skipped' | 'cancelled' | 'withdrawn';
export interface Visit {
  readonly node: Node;
  readonly number: number;
  readonly locals: JsonObject;
  status: Status;
  output?: Json;
  outcome?: string;
  error?: RunError;
  /** Of a skip: the failures behind it; none: it was passed over. */
  failures: readonly Node[];
  /** It is told to stop, and ends like this. */
  stopAs?: 'cancelled' | 'withdrawn';
  /** A person, or an event, is waited for. */
  awaits?: 'answer' | 'event';
  answers: { readonly by?: string; readonly outcome?: string; readonly value?: Json }[];
  inside?: Scope;
  /** Its edges have been resolved. */
  settled: boolean;
  undone: boolean;
  /** Ended by `cancel … as: succeeded` or a timeout: what the stopped block becomes. */
  verdict?: Verdict;
  locked: readonly string[];
}

export type Verdict =
  | { readonly kind: 'succeeded'; readonly output?: Json }
  | { readonly kind: 'failed'; readonly error: RunError }
  /** Stopped because the scope around failed, or from outside: it compensates. */
  | { readonly kind: 'cancelled'; readonly error?: RunError }
  /** Stopped and not compensated. */
  | { readonly kind: 'withdrawn' };

export interface Scope {
  readonly run: Run;
  readonly graph: Graph;
  /** What stands before the names of its nodes: `blk#1/`. */
  readonly prefix: string;
  /** The visit that it is in, or that it undoes; none for the run. */
  readonly owner?: Visit;
  /** Where names are looked up that are not its own. */
  readonly outer?: Scope;
  readonly locals: JsonObject;
  readonly nodes: readonly Node[];
  /** Items of a map, turns of a repeat. */
  readonly children: Scope[];
  readonly index: number;
  /** The whole of a map or a repeat, a compensation or `finally`; else what has nodes of the text in it. */
  readonly role: 'nodes' | 'whole' | 'extra';
  readonly used: Map<Entry, number>;
  rounds: Round[];
  errors: Handled[];
  verdict?: Verdict;
  stage: 'open' | 'stopping' | 'undoing' | 'finally' | 'over';
  /** A compensation under way, or `finally`. */
  extra?: Scope;
  finallyDone: boolean;
  /** `complete` was reached with `rest: keep`. */
  kept: boolean;
  adds: { readonly name: string; readonly value: Json }[];
}
/** A round that begins when what it withdraws, or lets finish, has ended. */
export interface Round {
  readonly entry: Entry;
  readonly target: Node;
  readonly region: readonly Node[];
}
/** An error that was handled by nodes that have not started yet (S15). */
export interface Handled {
  readonly visit: Visit;
  readonly error: RunError;
  readonly handlers: readonly Node[];
}

export function openScope(
  scope: Pick<Scope, 'run' | 'graph' | 'prefix'> &
    Partial<Pick<Scope, 'owner' | 'outer' | 'locals' | 'index' | 'role'>>,
): Scope {
  const opened: Scope = {
    index: 0,
    role: 'nodes',
    locals: {},
    ...scope,
    nodes: [],
    children: [],
    used: new Map(),
    rounds: [],
    errors: [],
    stage: 'open',
    finallyDone: false,
    kept: false,
    adds: [],
  };
  return Object.assign(opened, { nodes: scope.graph.nodes.map((graph) => pending(opened, graph)) });
}

function pending(scope: Scope, graph: GraphNode): Node {
  return {
    scope,
    graph,
    phase: 'pending',
    visits: [],
    entries: new Map([...graph.forward, ...graph.unless].map((entry) => [entry, 'open'])),
    readings: new Map(graph.readings.map((reading) => [reading, 'open'])),
    fired: false,
    basis: [],
    arrivals: [],
  };
}

export function idOf({ node, number }: Visit): string {
  return `${node.scope.prefix}${node.graph.name}#${number}`;
}

export function lineOf(visit: Visit): string {
  const outcome = visit.status === 'succeeded' && visit.outcome !== undefined ? `:${visit.outcome}` : '';
  return `${idOf(visit)} ${visit.status}${outcome}`;
}

export function nodeOf(scope: Scope, name: string): Node {
  const found = scope.nodes.find(({ graph }) => graph.name === name);
  if (!found) throw new Error(`no node ${name} in ${scope.prefix}`);
  return found;
}

export function activeVisits(node: Node): readonly Visit[] {
  return node.visits.filter(({ status }) => status === 'active');
}

/** Whether anything in it is under way or waits: a visit, an item, a compensation. */
export function isBusy(scope: Scope): boolean {
  return (
    scope.nodes.some((node) => activeVisits(node).length > 0) ||
    scope.children.some(({ stage }) => stage !== 'over') ||
    (scope.extra !== undefined && scope.extra.stage !== 'over')
  );
}

export function isDead(resolution: Resolution): boolean {
  return resolution !== 'open' && resolution !== 'taken';
}

export function failuresOf(resolution: Resolution): readonly Node[] {
  return typeof resolution === 'string' ? [] : resolution;
}

export function failureOf(type: string, title: string, instance: string): RunError {
  return { type, title, instance, retryable: false };
}
