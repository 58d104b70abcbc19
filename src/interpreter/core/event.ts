/**
 * What can happen to a run from outside: the only way into `transition`. Owns the shape.
 * `at` is the time of the event in ms since 1970; the core has no other clock.
 * `op` names an external operation (an activity or a timer) that an earlier command began.
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';

export type Event =
  | { readonly type: 'start'; readonly at: number }
  | ({ readonly type: 'done'; readonly at: number; readonly op: string; readonly result: Json } & Ended)
  | ({ readonly type: 'failed'; readonly at: number; readonly op: string; readonly error: RunError } & Ended)
  /** An operation that was told to stop has stopped. */
  | ({ readonly type: 'stopped'; readonly at: number; readonly op: string } & Ended)
  | { readonly type: 'fired'; readonly at: number; readonly op: string }
  | { readonly type: 'answer'; readonly at: number; readonly answer: Answer }
  /** From `POST /v1/events` or an `emit`, for whatever waits for it in this run. */
  | { readonly type: 'event'; readonly at: number; readonly event: NamedEvent }
  /** A global lock has been granted to the operation that asked for it. */
  | { readonly type: 'granted'; readonly at: number; readonly op: string }
  | { readonly type: 'verb'; readonly at: number; readonly verb: Verb }
  /** The run was asked to end from outside. */
  | { readonly type: 'cancel'; readonly at: number; readonly reason?: string };

interface Ended {
  /** In the local lane, and so within the workflow task of the event before: its moment goes on (EF1). */
  readonly local?: true;
}

/** Deduplicated by `id` where it has one. */
export interface NamedEvent {
  readonly id?: string;
  readonly name: string;
  readonly key?: string;
  readonly data?: Json;
}

/** What people may tell a run while it goes on. `node` is `path`, `path#visit`, or a name that is unique. */
export type Verb =
  /** Nothing starts any more until `unpause`; what is under way goes on. */
  | { readonly do: 'pause' }
  | { readonly do: 'unpause' }
  /** Halts before each node; `step` lets one start; `off` goes on without halting. */
  | { readonly do: 'step-mode'; readonly on: boolean }
  | { readonly do: 'step' }
  | { readonly do: 'cancel-node'; readonly node: string }
  /** A map, or one item of it (`items#1[3]`), ends with what it has. */
  | { readonly do: 'complete-node'; readonly node: string };

/** A person's (or client's) answer to an open request; the body of the update and the signal `resume`. */
export interface Answer {
  /** `path#visit`; or `node` where only one request of that node is open. */
  readonly request?: string;
  readonly node?: string;
  readonly value?: Json;
  readonly outcome?: string;
  readonly idempotencyKey?: string;
  readonly by?: string;
}
