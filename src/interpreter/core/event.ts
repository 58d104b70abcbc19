/**
 * What can happen to a run from outside: the only way into `transition`. Owns the shape.
 * `at` is the time of the event in ms since 1970; the core has no other clock.
 * `op` names an external operation (an activity or a timer) that an earlier command began.
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';

export type Event =
  | { readonly type: 'start'; readonly at: number }
  | { readonly type: 'done'; readonly at: number; readonly op: string; readonly result: Json }
  | { readonly type: 'failed'; readonly at: number; readonly op: string; readonly error: RunError }
  /** An operation that was told to stop has stopped. */
  | { readonly type: 'stopped'; readonly at: number; readonly op: string }
  | { readonly type: 'fired'; readonly at: number; readonly op: string }
  | { readonly type: 'answer'; readonly at: number; readonly answer: Answer }
  /** The run was asked to end from outside. */
  | { readonly type: 'cancel'; readonly at: number; readonly reason?: string };

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
