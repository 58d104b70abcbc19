/**
 * The state of a run: plain, serialisable, mutable only by this folder. Owns the shape and how it begins.
 *
 * ST1. The state is JSON: it can be stored at any moment between two events and taken up again.
 * ST2. What can be read from the plan is not in the state; nodes and edges stand at their plan's index.
 * ST3. `live` of a scope counts its visits under way; `slots` counts the visits that do work outside (S22).
 */
import type { RunError } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import type { Plan, ScopePlan } from '../plan.ts';
import type { CallCommand, RunResult } from './command.ts';
import type { NamedEvent } from './event.ts';

export interface RunState {
  readonly run: RunIdentity;
  readonly input: Json;
  /** Time of the event that is being handled, ms. */
  now: number;
  vars: Record<string, Json>;
  scopes: Record<number, ScopeState>;
  nextScope: number;
  /** Scopes that are over and have not been forgotten (`forget.ts`), in the order of their ends. */
  over: number[];
  /** Nodes that have been resolved since anything was forgotten. Absent = none. */
  resolved?: NodeRef[];
  /** Graphs that were made while the run went on, by the scope that each one fills. */
  frames: Record<number, Frame>;
  /** Calls, child runs and timers under way → who waits for them. */
  ops: Record<string, Operation>;
  /** Open requests, by id, in the order in which they were opened. */
  requests: Record<string, RequestState>;
  /** At least the newest 1,000 closed requests, by id. */
  answers: Record<string, AnswerState>;
  /** How many these are. */
  answered: number;
  /** The newest 20 answers that were refused. */
  refused: RefusedState[];
  /** Nodes and ends of scopes to be looked at, in the order of the text; empty unless a step was cut short. */
  agenda: NodeRef[];
  /** Nodes that may start as soon as the window has room, in the order of the text. */
  ready: NodeRef[];
  /** Who waits for locks of the run, and who holds them. */
  locks: LockState;
  events: EventsState;
  /** Present while the run is paused, or goes on step by step. */
  halt?: HaltState;
  /** What has been spent at this time, and in it by the visit at hand (`effort.ts`). */
  moment: { at: number; effort: number; visit: number };
  slots: number;
  /** Calls and child runs under way. */
  busy: number;
  /** Of a shard: what its items read of the run around. */
  around?: JsonObject;
  /** Count of ended visits: orders compensation. */
  ended: number;
  /** `wait` nodes under way. */
  waits: number;
  /** All is done but what has to be given back. */
  ending?: RunResult;
  result?: RunResult;
}

export interface RunIdentity {
  readonly id: string;
  readonly workflow: string;
  readonly version: number;
  /** Who submitted it. */
  readonly by?: string;
  /** How many runs are around it; absent = none. */
  readonly depth?: number;
  /** Tells it from the same run begun anew: what holds global locks. */
  readonly execution?: string;
}

/** A graph with its own `input` and `vars`, in the place of the `plan` or `define` node at `at`. */
export interface Frame {
  readonly at: VisitRef;
  readonly scope: ScopePlan;
  readonly input: Json;
  vars: Record<string, Json>;
}

export interface NodeRef {
  readonly scope: number;
  readonly node: number;
}
export interface VisitRef extends NodeRef {
  readonly visit: number;
}

/** `node` is -1 where the whole scope waits (`run-timeout`, `cleanup`) or the run has put something off (`more`). */
export interface Operation extends VisitRef {
  readonly is:
    | 'call'
    | 'timeout'
    | 'deadline'
    | 'remind'
    | 'escalate'
    | 'wait'
    | 'run-timeout'
    | 'cleanup'
    | 'more'
    /** A part of a map: `scope` is its whole, `visit` the index of its first item. */
    | 'shard'
    /** Work beside a visit, whose end does not wait for it: `event.subscribe`, `lock.acquire`, `lock.release`. */
    | 'beside';
  /** Of a call that must be done once: what it would be done again with (S36). */
  readonly once?: CallCommand;
}

/** Both lists in the order of asking. A holder of local locks is named by its visit. */
export interface LockState {
  waiting: LockWaiter[];
  held: LockWaiter[];
}
export interface LockWaiter extends VisitRef {
  readonly id: string;
  readonly names: readonly string[];
  readonly reach: 'run' | 'global';
  readonly since: number;
  /** Of a global lock: has been granted. */
  granted?: true;
}

export interface EventsState {
  /** Not taken yet, oldest first; at most 1,000. */
  kept: NamedEvent[];
  /** Ids of the newest 1,000 events. */
  seen: string[];
  /** In the order of their starts. */
  receivers: Receiver[];
  /** What the router sends to this run, as `name` or `name key`. */
  subscribed: string[];
}
export interface Receiver extends VisitRef {
  readonly wants: readonly { readonly name: string; readonly key?: string }[];
  /** Adds items to the map whose whole is this scope. */
  readonly map?: number;
}

/** No node starts while `left` is 0. */
export interface HaltState {
  readonly mode: 'paused' | 'step';
  left: number;
  /** Nodes that would start, in the order in which they came. */
  waiting: NodeRef[];
}

export interface ScopeState {
  readonly id: number;
  readonly parent?: ScopeParent;
  /** `''` for the run, `blk#1/` inside a block, `items#1[0]/` inside an item. */
  readonly prefix: string;
  /** What of this scope is stopped together (`command.ts`). */
  readonly group: string;
  readonly locals?: JsonObject;
  nodes: NodeState[];
  edges: EdgeState[];
  /** Edge index → failed nodes behind it, for broken edges. */
  failures: Record<number, readonly number[]>;
  /** Edge index → rounds taken, for `again` edges. */
  rounds: Record<number, number>;
  /** Rounds that wait until withdrawn visits have stopped. */
  held: HeldRound[];
  /** Failed visits whose handlers have not started yet (S15). */
  faults: PendingFault[];
  live: number;
  phase: ScopePhase;
  /** Its block has succeeded with this, and it runs on (S13, `rest: keep`). */
  kept?: { readonly output: Json };
  /** Scopes inside of it that are kept and not over. */
  keeps?: number[];
  /** Something inside of it may have to be compensated (`forget.ts`). */
  undoable?: true;
  /** Its `finally` has been begun. */
  finalized?: true;
  /** Of the whole of a map or a loop. */
  items?: ItemsState;
  turns?: TurnsState;
  /** What an item has added to variables, until its map succeeds (S20). */
  appends?: Append[];
}
export type Append = readonly [variable: string, value: Json];

/** The whole of a map: `results` stand at the index of their items. */
export interface ItemsState {
  values: Json[];
  results: (ItemResult | null)[];
  /** Index of the next item to start. */
  next: number;
  /** Present when runs of their own do the items, `size` each. */
  shards?: ShardsState;
  succeeded: number;
  failed: number;
  /** Withdrawn or cancelled alone. */
  dropped: number;
  /** No item can be added any more. */
  closed: boolean;
}
export interface ShardsState {
  readonly size: number;
  /** How many may be under way. */
  readonly atOnce: number;
  /** What each takes of the window (S22). */
  readonly share: number;
  /** Under way. */
  open: number;
}
export type ItemResult =
  | { readonly output: Json; readonly appends?: readonly Append[] }
  | { readonly error: RunError };

/** The whole of a loop. */
export interface TurnsState {
  index: number;
  /** Output of the turn before. */
  last?: Json;
  /** Scope of the turn under way. */
  open?: number;
}

export interface ScopeParent extends VisitRef {
  readonly role: ScopeRole;
  /** The scope that is told when this one is over: that of the node, or the whole of the map or loop. */
  readonly owner: number;
  /** Of an item or a turn. */
  readonly index?: number;
}
/** `whole`: of a map or a loop, without nodes of its own. `frame`: a graph that was made while the run went on. */
export type ScopeRole = 'do' | 'whole' | 'item' | 'turn' | 'frame' | 'compensate' | 'finally';

export type ScopePhase =
  | { readonly is: 'active' }
  /** Nothing starts any more; waits for `live` = 0. */
  | {
      readonly is: 'closing';
      readonly because: Closing;
      /** What is under way ends by itself (`onError: finish`). */
      readonly lets?: true;
    }
  | {
      readonly is: 'undoing';
      readonly because: Closing;
      readonly queue: readonly VisitRef[];
      readonly faults: readonly RunError[];
    }
  /** Its `finally` is under way. */
  | { readonly is: 'finishing'; readonly because: Closing }
  /** `undone`: by itself, so that nothing in it has to be compensated any more. */
  | { readonly is: 'over'; readonly undone?: true };
/** Why a scope ends. */
export type Closing =
  /** `stops`: what is under way is stopped, whatever `onError` says: a limit of time has run out. */
  | { readonly is: 'failed'; readonly error: RunError; readonly stops?: true }
  | { readonly is: 'cancelled'; readonly error: RunError }
  | { readonly is: 'withdrawn' }
  | { readonly is: 'ended'; readonly output: Json };

export interface HeldRound {
  /** Absent when a later round has set it back. */
  readonly target?: number;
  /** The `again` edge that was taken. */
  readonly edge: number;
  readonly nodes: readonly number[];
}
export interface PendingFault {
  readonly node: number;
  readonly error: RunError;
  readonly targets: readonly number[];
}

/** `open` until resolved; `passed` over and `broken` are dead (S6). */
export type EdgeState = 'open' | 'taken' | 'passed' | 'broken';

export interface NodeState {
  /** `held`: set back by a round that has not begun. `locked`: waits for a lock. `ready`: waits for the window. */
  phase: 'pending' | 'held' | 'locked' | 'ready' | 'running' | 'resolved';
  /** Incoming edges that are not resolved. */
  open: number;
  visits: VisitRecord[];
  /** Visits of which another run knows. */
  before?: number;
  /** Index in `visits` of the last resolution that counts (S2). */
  last?: number;
  /** Visits under way; several only with `join: each`. Absent = none. */
  current?: Visit[];
  /** With `join: each`. */
  each?: EachState;
  /** Edges on which the last start or skip depended (S12). */
  by: readonly number[];
  /** Failed nodes for which the last visit is a rescue (S8). Absent = none. */
  rescues?: readonly number[];
  /** Set back by a round: forward edges from inside of it. */
  inside?: readonly number[];
  /** Its join has held once: later edges change nothing, while it waits for what it reads (S10). */
  fired?: true;
  /** The target of a round: the `again` edge by which it starts without asking its join. */
  forced?: number;
  /** Fails as soon as it is looked at: the `when` of an edge to it could not be evaluated (S15). */
  doom?: RunError;
}

/** What came over the edges of a node with `join: each`, and what became of it (S9). */
export interface EachState {
  /** In the order of arrival. */
  arrivals: Arrival[];
  /** Ended from the side: no more visits, and this is the result when those under way have stopped. */
  over?: 'cancelled' | 'withdrawn' | 'succeeded';
  /** What the node gave as a whole, once it is resolved. */
  whole?: VisitRecord;
}

export interface Arrival {
  readonly edge: number;
  /** Number of its visit; 0 = its `when` was false. */
  readonly visit: number;
  /** What the visit's texts see of the edge, until it has begun. */
  locals?: JsonObject;
}

/** A visit under way. */
export interface Visit {
  readonly number: number;
  readonly startedAt: number;
  /** Calls and timers under way. */
  calls: string[];
  timers: string[];
  /** Counts in the window (S22). */
  slot: boolean;
  /** With `join: each`: what its texts see of the edge. */
  readonly locals?: JsonObject;
  /** Scope of a block. */
  child?: number;
  agent?: AgentState;
  /** Holds locks. */
  locked?: true;
  /** Has been told to stop and will be recorded like this. */
  stopping?: Ending;
  /** Goes on, and is then recorded without resolving edges (S12, `running: finish`). */
  muted?: true;
  /** Its result, while that is put into the cache. */
  caching?: Ending;
  /** What it has added to variables, until its node succeeds (S20). */
  appends?: Append[];
}
export interface AgentState {
  turn: number;
  repairs: number;
  thread?: string;
  calls: { readonly id: string; readonly tool: string; result?: Json; failed?: boolean }[];
}

export type Ending =
  /** `mute`: it takes no edge: a `switch` of which nothing is true, and an `end` (S18). */
  | { readonly status: 'succeeded'; readonly output?: Json; readonly outcome?: string; readonly mute?: true }
  /** `mute`: a `fail`, whose scope fails with it whatever its edges say. */
  | { readonly status: 'failed'; readonly error: RunError; readonly mute?: true }
  | { readonly status: 'skipped'; readonly broken?: readonly number[] }
  | { readonly status: 'cancelled' }
  | { readonly status: 'withdrawn' };

/** A visit that has ended. */
export type VisitRecord = Ending & {
  readonly visit: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Position among all ended visits of the run. */
  readonly end: number;
  /** Scope of a block, until it is forgotten. */
  child?: number;
  readonly appends?: readonly Append[];
  /** Matched an `again` edge whose rounds were used up. */
  exhausted?: boolean;
  compensated?: boolean;
};

export interface RequestState extends VisitRef {
  readonly openedAt: number;
  readonly prompt: string;
  readonly show?: Json;
  assignees: readonly string[];
  readonly deadline?: number;
  /** Made by a handler that suspended itself (S25). */
  readonly suspended?: { readonly status: string; readonly metadata?: Json; readonly form?: JsonSchema };
  /** The work ended in doubt: with what, and what it would be done again with (S36). */
  readonly doubt?: { readonly error: RunError; readonly call: CallCommand };
  /** Answers so far, where several are needed. */
  votes?: Vote[];
  /** When people were reminded, ms since 1970. */
  reminders?: number[];
  escalatedTo?: readonly string[];
}
export interface Vote {
  readonly by: string;
  readonly outcome?: string;
  readonly value?: Json;
  readonly key?: string;
  readonly print: string;
}
export interface AnswerState {
  readonly how: 'answered' | 'deadline' | 'withdrawn';
  readonly outcome?: string;
  readonly key?: string;
  /** Fingerprint of value and outcome, to tell a repeated answer from a different one. */
  readonly print?: string;
}
export interface RefusedState {
  readonly at: number;
  readonly request?: string;
  readonly type: string;
  readonly title: string;
}

/** @param inside where the outermost scope stands, if that is no definition's */
export function createState(
  plan: Plan,
  run: RunIdentity,
  input: Json,
  inside: { readonly prefix: string; readonly locals?: JsonObject } = { prefix: '' },
): RunState {
  return {
    run,
    input,
    now: 0,
    vars: {},
    scopes: { 0: createScope(0, plan.scope, inside.prefix, 'run', undefined, inside.locals) },
    nextScope: 1,
    over: [],
    frames: {},
    ops: {},
    requests: {},
    answers: {},
    answered: 0,
    refused: [],
    agenda: [],
    ready: [],
    locks: { waiting: [], held: [] },
    events: { kept: [], seen: [], receivers: [], subscribed: [] },
    moment: { at: 0, effort: 0, visit: 0 },
    slots: 0,
    busy: 0,
    ended: 0,
    waits: 0,
  };
}

export function createScope(
  id: number,
  plan: ScopePlan,
  prefix: string,
  group: string,
  parent?: ScopeParent,
  locals?: JsonObject,
): ScopeState {
  return {
    id,
    prefix,
    group,
    ...(parent && { parent }),
    ...(locals && { locals }),
    nodes: plan.nodes.map((node) => ({
      phase: 'pending',
      open: node.incoming.length,
      visits: [],
      by: [],
    })),
    edges: plan.edges.map(() => 'open'),
    failures: {},
    rounds: {},
    held: [],
    faults: [],
    live: 0,
    phase: { is: 'active' },
  };
}
