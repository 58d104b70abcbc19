/**
 * One attempt at a call, as the activities see it. Owns the shape: `index.ts` makes it from Temporal's context, tests
 * make it by hand.
 */
import type { Json } from '../interpreter/json.ts';

export interface Attempt {
  /** Temporal's workflow id. */
  readonly runId: string;
  /** Temporal's workflow type: the name of the definition. */
  readonly workflow: string;
  /** Temporal's activity type. */
  readonly activity: string;
  /** Id of what is done: `path#visit`, for calls of an agent `path#visit/turn.call`. */
  readonly node: string;
  /** 1 for the first. */
  readonly number: number;
  /** In the local lane: the run hears nothing meanwhile. */
  readonly local: boolean;
  /** When the call was first scheduled, in ms since 1970: where the visit's timeout begins. */
  readonly scheduledAt: number;
  /** Aborted by cancellation, by a timeout of the call, and when the worker ends. The reason is the error to throw. */
  readonly signal: AbortSignal;
  /** Remembers this for the attempt that follows when this worker is lost. */
  readonly beat: (details: Json) => void;
  /** What the attempt before this one remembered. */
  readonly remembered: unknown;
}
