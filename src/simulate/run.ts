/** A run in a simulation, and what it is simulated with. Owns the shapes. */
import type { Call } from '../interpreter/call.ts';
import type {
  CallCommand,
  ChildCommand,
  Command,
  RunResult,
  ShardCommand,
  Told,
  TimerCommand,
} from '../interpreter/core/command.ts';
import type { Answer, Event, NamedEvent } from '../interpreter/core/event.ts';
import type { Forgotten } from '../interpreter/core/forget.ts';
import type { Shard } from '../interpreter/core/shards.ts';
import type { RequestState, RunState, VisitRecord } from '../interpreter/core/state.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { EdgePlan, NodePlan, Plan } from '../interpreter/plan.ts';
import type { Entry, Queue } from './queue.ts';
import type { Services } from './services.ts';
import type { EndedVisit } from './trace.ts';

/** What an attempt comes to, and how long it takes. */
export type Reply = ({ readonly result: Json } | { readonly error: RunError }) & {
  readonly afterMs?: number;
};

/** The definition that a child run runs, or what comes of it without one. */
export type Child = { readonly plan: Plan; readonly input: Json } | Reply;

/** An answer to an open request, and how long the person takes; without a time, as soon as no work is under way. */
export interface Reaction {
  readonly afterMs?: number;
  readonly answer: Omit<Answer, 'request' | 'node'>;
}

/** What comes from outside; without a time one after the other, each when no work is under way. */
export interface Outside {
  /** Ms after the start. */
  readonly atMs?: number;
  readonly event: Unstamped;
}

export type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

export interface Setup {
  readonly input?: Json;
  /** Who started the run. */
  readonly by?: string;
  /** What an attempt (counted from 1) at a call of this node gives. */
  readonly work: (call: Call, command: CallCommand, attempt: number, node: NodePlan) => Reply;
  readonly child?: (command: ChildCommand, node: NodePlan) => Child;
  /** Hears of every edge that is taken, as it stands in its plan. */
  readonly taken?: (edge: EdgePlan) => void;
  readonly people?: (id: string, request: RequestState) => readonly Reaction[];
  readonly outside?: readonly Outside[];
  readonly watch?: (news: News) => void;
  /** Between any two events the state is stored and read back (ST1), without what can be forgotten. */
  readonly asKept?: boolean;
}

/** What somebody who watches is told, at the virtual time `at` in ms after the start; `run` is the run's id. */
export type News = { readonly at: number; readonly run: string } & (
  | { readonly is: 'visit'; readonly path: string; readonly visit: VisitRecord }
  | { readonly is: 'asked'; readonly request: string; readonly prompt: string }
  | { readonly is: 'retry'; readonly op: string; readonly error: RunError; readonly pauseMs: number }
  | { readonly is: 'emitted'; readonly event: NamedEvent }
  | { readonly is: 'child'; readonly op: string; readonly workflow: string; readonly id: string }
);

export interface Run {
  readonly id: string;
  readonly plan: Plan;
  state: RunState;
  /** Operations under way, by `op`. */
  readonly under: Map<string, Under>;
  /** Commands as they were given. */
  readonly commands: Command[];
  /** Visits that have ended since it was asked before. */
  readonly newVisits: (state: RunState) => readonly EndedVisit[];
  readonly asked: Set<string>;
  readonly forgotten: Forgotten;
  readonly ended: (result: RunResult) => void;
}

export interface Under {
  readonly command: CallCommand | TimerCommand | ChildCommand | ShardCommand;
  /** The next thing that happens to it. */
  entry?: Entry<() => void>;
  /** Stops what has no entry of its own: a run. */
  readonly stop?: () => void;
  /** Of a part of a map. */
  readonly tell?: (told: Told) => void;
}

/** The whole simulation: a run, and all that it starts. */
export interface Simulation {
  readonly setup: Setup;
  readonly queue: Queue<() => void>;
  readonly services: Services;
  readonly runs: Run[];
  readonly startedAt: number;
  readonly feed: (run: Run, event: Unstamped) => void;
  readonly open: (plan: Plan, input: Json, identity: Identity, ended: Run['ended']) => Run;
  /** A part of the run's map. */
  readonly openShard: (run: Run, shard: Shard, ended: Run['ended']) => Run;
}
export interface Identity {
  readonly id: string;
  readonly depth?: number;
  readonly by?: string;
}
