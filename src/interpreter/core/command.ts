/**
 * What the core asks the world to do: the only way out of `transition`. Owns the shape.
 *
 * `op` is unique among all operations of a run that are under way; for a node it is `path#visit`, for an agent
 * `path#visit/turn.call` (call 0 is the model), for a timer `path#visit/timeout`, `/deadline` or `/wait`.
 * `group` names what is stopped together: `run`, or an id of a block or visit that can be stopped alone.
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { RetryPlan } from '../plan.ts';
import type { Answer, Verb } from './event.ts';
import type { Shard } from './shards.ts';

export type Command =
  | CallCommand
  | ChildCommand
  | ShardCommand
  | TellCommand
  | TimerCommand
  | StopCommand
  | FinishCommand;

export interface CallCommand {
  readonly type: 'call';
  readonly op: string;
  /** Activity type: `run.NAME`, `tool.NAME`, `agent.turn`. */
  readonly activity: string;
  /** Shape: `call.ts`. */
  readonly input: Json;
  readonly title: string;
  readonly retry: RetryPlan;
  /** Of the whole visit, retries included. */
  readonly timeoutMs?: number;
  /** Wait for the work to have stopped (programs), or go on at once (calls that are merely abandoned). */
  readonly awaitStop: boolean;
  readonly group: string;
  /** 1 first, 5 last. */
  readonly priority?: number;
  /** Task queue of the workers that do it; absent = the run's own. */
  readonly queue?: string;
  /** The worker that has the run may do it itself; absent = an activity. */
  readonly lane?: 'local';
}
/** A run of another definition: `done` with its output, or, with `detach`, with its run id as soon as it is started. */
export interface ChildCommand {
  readonly type: 'child';
  readonly op: string;
  readonly workflow: string;
  /** Absent = the latest when the child starts. */
  readonly version?: number;
  readonly input: Json;
  /** How many runs are around it. */
  readonly depth: number;
  readonly detach: boolean;
  readonly title: string;
  readonly retry: RetryPlan;
  readonly timeoutMs?: number;
  readonly group: string;
}
/** A part of a map, done by a run of its own: `done` with what each item gave. */
export interface ShardCommand {
  readonly type: 'shard';
  readonly op: string;
  readonly shard: Shard;
  readonly title: string;
  readonly group: string;
}
export type Told = { readonly verb: Verb } | { readonly answer: Answer };
/** What people have told the run is for a part of a map too; one that has ended meanwhile hears nothing. */
export interface TellCommand {
  readonly type: 'tell';
  /** Of the part. */
  readonly op: string;
  readonly told: Told;
  /** Of the part. */
  readonly group: string;
}
export interface TimerCommand {
  readonly type: 'timer';
  readonly op: string;
  readonly ms: number;
  readonly title: string;
  readonly group: string;
}
/** Stop every operation of the group. Each one answers with `stopped`, or with its result if that came first. */
export interface StopCommand {
  readonly type: 'stop';
  readonly group: string;
}
export interface FinishCommand {
  readonly type: 'finish';
  readonly result: RunResult;
}
export type RunResult =
  | { readonly status: 'succeeded'; readonly output: Json }
  | { readonly status: 'failed'; readonly error: RunError }
  | { readonly status: 'cancelled'; readonly error?: RunError };
