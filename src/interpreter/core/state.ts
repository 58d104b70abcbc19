/**
 * The state of a run: plain, serialisable, mutable only by this folder. Owns the shape and how it begins.
 *
 * ST1. The state is JSON: it can be stored at any moment between two events and taken up again.
 * ST2. What can be read from the plan is not in the state; nodes and edges stand at their plan's index.
 * ST3. `live` of a scope counts its visits under way; `slots` counts the visits that do work outside (S22).
 */
import type { RunError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Plan, ScopePlan } from '../plan.ts';
import type { RunResult } from './command.ts';

export interface RunState {
  readonly run: RunIdentity;
  readonly input: Json;
  /** Time of the event that is being handled, ms. */
  now: number;
  vars: Record<string, Json>;
  scopes: Record<number, ScopeState>;
  nextScope: number;
  /** Calls and timers under way → who waits for them. */
  ops: Record<string, Operation>;
  /** Open requests, by id, in the order in which they were opened. */
  requests: Record<string, RequestState>;
  /** Closed requests, by id. */
  answers: Record<string, AnswerState>;
  /** The newest 20 answers that were refused. */
  refused: RefusedState[];
  /** Nodes and ends of scopes to be looked at, in the order of the text; empty unless a step was cut short. */
  agenda: NodeRef[];
  /** Nodes that may start as soon as the window has room, in the order of the text. */
  ready: NodeRef[];
  /** What has been spent at this time, and in it by the visit at hand (`effort.ts`). */
  moment: { at: number; effort: number; visit: number };
  slots: number;
  /** Count of ended visits: orders compensation. */
  ended: number;
  /** `wait` nodes under way. */
  waits: number;
  result?: RunResult;
}

export interface RunIdentity {
  readonly id: string;
  readonly workflow: string;
  readonly version: number;
}

export interface NodeRef {
  readonly scope: number;
  readonly node: number;
}

/** `node` is -1 where the whole scope waits (`run-timeout`, `cleanup`) or the run has put something off (`more`). */
export interface Operation extends NodeRef {
  readonly is: 'call' | 'timeout' | 'deadline' | 'wait' | 'run-timeout' | 'cleanup' | 'more';
}

export interface ScopeState {
  readonly id: number;
  readonly parent?: ScopeParent;
  /** `''` for the run, `blk#1/` inside a block. */
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
}
export interface ScopeParent extends NodeRef {
  readonly visit: number;
  readonly role: 'do' | 'compensate';
  /** For `compensate`: the scope that is being undone and waits for this one. */
  readonly owner: number;
}
export type ScopePhase =
  | { readonly is: 'active' }
  /** Nothing starts any more; waits for `live` = 0. */
  | { readonly is: 'closing'; readonly because: Closing }
  | {
      readonly is: 'undoing';
      readonly because: Closing;
      readonly queue: readonly (NodeRef & { readonly visit: number })[];
      readonly faults: readonly RunError[];
    }
  | { readonly is: 'over' };
/** Why a scope ends before its nodes have. */
export type Closing =
  | { readonly is: 'failed'; readonly error: RunError }
  | { readonly is: 'cancelled'; readonly error: RunError }
  | { readonly is: 'withdrawn' }
  | { readonly is: 'ended'; readonly output: Json };

export interface HeldRound {
  readonly target: number;
  readonly nodes: readonly number[];
}
export interface PendingFault {
  readonly node: number;
  readonly error: RunError;
  targets: number[];
}

/** `open` until resolved; `passed` over and `broken` are dead (S6). */
export type EdgeState = 'open' | 'taken' | 'passed' | 'broken';

export interface NodeState {
  /** `held`: set back by a round that has not begun. `ready`: waits for the window. */
  phase: 'pending' | 'held' | 'ready' | 'running' | 'resolved';
  /** Incoming edges that are not resolved. */
  open: number;
  visits: VisitRecord[];
  /** Index in `visits` of the last resolution that counts (S2). */
  last?: number;
  current?: Visit;
  /** Edges on which the last start or skip depended (S12). */
  by: readonly number[];
  /** Failed nodes for which the last visit is a rescue (S8). */
  rescues: readonly number[];
  /** Set back by a round: forward edges from inside of it. */
  inside?: readonly number[];
  /** The target of a round: starts without asking its join. */
  forced?: boolean;
  /** Fails as soon as it is looked at: the `when` of an edge to it could not be evaluated (S15). */
  doom?: RunError;
}

/** A visit under way. */
export interface Visit {
  readonly number: number;
  readonly startedAt: number;
  /** Calls and timers under way. */
  calls: string[];
  timers: string[];
  /** Counts in the window (S22). */
  readonly slot: boolean;
  /** Scope of a block. */
  child?: number;
  agent?: AgentState;
  /** Has been told to stop and will be recorded like this. */
  stopping?: Ending;
}
export interface AgentState {
  turn: number;
  repairs: number;
  thread?: string;
  calls: { readonly id: string; readonly tool: string; result?: Json; failed?: boolean }[];
}

export type Ending =
  /** `mute`: a `switch` of which nothing is true; it takes no edge (S18). */
  | { readonly status: 'succeeded'; readonly output?: Json; readonly outcome?: string; readonly mute?: true }
  | { readonly status: 'failed'; readonly error: RunError }
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
  /** Scope of a block, kept for compensation. */
  readonly child?: number;
  /** Matched an `again` edge whose rounds were used up. */
  exhausted?: boolean;
  compensated?: boolean;
};

export interface RequestState extends NodeRef {
  readonly openedAt: number;
  readonly prompt: string;
  readonly show?: Json;
  readonly assignees: readonly string[];
  readonly deadline?: number;
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

export function createState(plan: Plan, run: RunIdentity, input: Json): RunState {
  return {
    run,
    input,
    now: 0,
    vars: {},
    scopes: { 0: createScope(0, plan.scope, '', 'run') },
    nextScope: 1,
    ops: {},
    requests: {},
    answers: {},
    refused: [],
    agenda: [],
    ready: [],
    moment: { at: 0, effort: 0, visit: 0 },
    slots: 0,
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
      rescues: [],
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
