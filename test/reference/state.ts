/**
 * The state of a run of the reference: plain objects that refer to each other. Owns the shapes and the smallest
 * questions about them; nothing here decides.
 */
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
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
  readonly tools: Catalogue['tools'];
  readonly vars: Record<string, Json>;
  root: Scope;
  /** What is under way outside, in the order of the starts. */
  ops: Op[];
  /** Every visit, in the order of the starts. */
  readonly visits: Visit[];
  readonly refused: string[];
  /** Every ended visit, in the order of the ends. */
  readonly ended: Visit[];
  /** Nodes with `join: each` of which all visits have ended. */
  readonly resolved: Visit[];
  /** Events that nothing has taken, the earliest first. */
  kept: NamedEvent[];
  readonly seen: Set<string>;
  /** What belongs to what has just happened: scopes to be stopped, nodes to be cancelled, in order. */
  next: (() => void)[];
  /** Starts of what waits for events, so that they are served in that order. */
  waiters: Visit[];
  /** Who holds a lock and then who waits for it, in order. */
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
  /** The condition of its join held once; kept, since it may hold for a moment only. */
  fired: boolean;
  /** What `rest: cancel` withdraws has been withdrawn (S10). */
  cleared: boolean;
  /** Of `join: each`, when all its visits have ended. */
  whole?: Visit;
  /** What its join held with, kept while it waits for a lock or for the window (S10). */
  heldBy?: Pick<Node, 'basis' | 'dependedOn'>;
  /** What it begins with when it has its lock; its limit of time counts already (S23). */
  waiting?: Visit;
  /** The target of a round: its join is not asked (S12). */
  forced?: Entry;
  /** Set back by a round: entries of which one must be taken anew (S12). */
  anew?: readonly Entry[];
  /** The entries that were taken when it last started. */
  basis: readonly Entry[];
  /** What its last start or skip depended on: names of the sources (S12); none while it is pending. */
  dependedOn?: readonly string[] | undefined;
  /** `join: each`: edges taken and not started yet, with what they saw. */
  arrivals: Arrival[];
  /** Of `join: each`, ended from the side: what it becomes when its visits have stopped. */
  over?: 'withdrawn' | undefined;
  /** Of `join: each`: how many visits are of earlier rounds. */
  round: number;
}
export interface Arrival {
  readonly entry: Entry;
  readonly edge: JsonObject;
  /** Its `when` has been read, and holds. */
  goes: boolean;
}
export interface Add {
  readonly name: string;
  readonly value: Json;
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
  /** A person, or an event, is waited for; or somebody who knows what became of work in doubt. */
  awaits?: 'answer' | 'event' | 'word';
  /** The call that ended in doubt (S36). */
  doubt?: Op;
  answers: { readonly by?: string; readonly outcome?: string; readonly value?: Json }[];
  inside?: Scope;
  /** An `end` or `fail` that has acted. */
  endsScope?: true;
  readonly adds: Add[];
  /** Its ways back are used up: it resolves like a failure (S12). */
  exhausted?: true;
  /** Its edges have been resolved. */
  settled: boolean;
  undone: boolean;
  /** Ended by `cancel … as: succeeded` or a timeout: what the stopped block becomes. */
  verdict?: Verdict;
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
  /** Which scope of the run it is, by when it was opened. */
  readonly age: number;
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
  /** `complete` was reached with `rest: keep`: it runs on and fails nothing any more. */
  kept: boolean;
  keptOutput?: Json;
  /** Items or turns of which the end has been seen. */
  readonly counted: Set<Scope>;
  /** Items of a map, in order; more may come while it is open. */
  readonly items: Json[];
  /** No more items come. */
  closed: boolean;
  readonly adds: Add[];
}
/** A round that begins when what it withdraws, or lets finish, has ended. */
export interface Round {
  readonly entry: Entry;
  readonly target: Node;
  /** A later round has set back its target, or it has been cancelled: this one starts it no more. */
  overtaken?: true;
  region: readonly Node[];
}
/** An error that was handled by nodes that have not started yet (S15). */
export interface Handled {
  readonly visit: Visit;
  readonly error: RunError;
  readonly handlers: readonly Node[];
}

/** How many scopes were opened in each run. */
const opened = new WeakMap<Run, number>();

function nextAge(run: Run): number {
  const age = (opened.get(run) ?? 0) + 1;
  opened.set(run, age);
  return age;
}

export function openScope(
  scope: Pick<Scope, 'run' | 'graph' | 'prefix'> &
    Partial<Pick<Scope, 'owner' | 'outer' | 'locals' | 'index' | 'role'>>,
): Scope {
  const open: Scope = {
    age: nextAge(scope.run),
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
    counted: new Set(),
    items: [],
    closed: true,
    adds: [],
  };
  return Object.assign(open, { nodes: scope.graph.nodes.map((graph) => pending(open, graph)) });
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
    cleared: false,
    basis: [],
    arrivals: [],
    round: 0,
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

/** Also what runs on in a block that is complete (R15). */
export function liveVisits(node: Node): readonly Visit[] {
  return node.visits.filter(
    ({ status, inside }) => status === 'active' || (inside && inside.stage !== 'over'),
  );
}

/** Whether anything in it is under way or waits: a visit, an item, a compensation. */
export function isBusy(scope: Scope): boolean {
  return (
    scope.nodes.some((node) => liveVisits(node).length > 0) ||
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
