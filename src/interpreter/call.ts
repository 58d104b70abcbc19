/**
 * The contract between the core and the activities: what each kind of external work is given and what it gives
 * back. Plain JSON, one argument each. Owns the shapes; `activities/` imports them as types only.
 *
 * Every call carries `key`: the idempotency key of the node's visit, the same over all attempts. The activity learns
 * run id and attempt from Temporal's activity context. `retry` tells which errors may be tried again (the pauses and
 * the count are Temporal's).
 */
import type { Json, JsonSchema } from './json.ts';
import type { Effect, ModelRef, RetryPlan } from './plan.ts';

interface CallBase {
  /** `runId/path#visit`, for a tool call of an agent `runId/path#visit/turn.call`. */
  readonly key: string;
  readonly retry: RetryPlan;
  /** Whole visit in ms, measured from when the call was scheduled. */
  readonly timeoutMs?: number;
}

/** Activity type `run.NAME`. */
export interface RunCall extends CallBase {
  readonly kind: 'run';
  /** With `shell`, one string for `sh -c`. */
  readonly argv: readonly string[];
  readonly shell: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** Environment variable → name of the secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** `returns` is given: stdout must be JSON. */
  readonly json: boolean;
}
export interface RunReply {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON, when it is JSON; else absent. */
  readonly data?: Json;
}

/** Activity type `tool.NAME`. */
export interface ToolCall extends CallBase {
  readonly kind: 'tool';
  readonly tool: string;
  readonly input: Json;
  readonly effect: Effect;
}

/** Activity type `agent.turn`: one call of the model. */
export interface TurnCall extends CallBase {
  readonly kind: 'turn';
  readonly model: ModelRef;
  readonly instructions?: string;
  readonly temperature?: number;
  readonly tools: readonly string[];
  /** Schema that the final answer must fit; the model is told so in the provider's own way. */
  readonly returns?: JsonSchema;
  /** Reference of the conversation so far; absent at the first turn. */
  readonly thread?: string;
  /** Appended to the conversation before the model is asked. */
  readonly append: readonly ThreadMessage[];
}
export type ThreadMessage =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly tool: string;
      readonly result: Json;
      readonly failed: boolean;
    };
export interface TurnReply {
  /** Reference of the conversation with this answer in it. */
  readonly thread: string;
  readonly text: string;
  /** Calls of tools that the model asks for, in its order. */
  readonly calls: readonly { readonly id: string; readonly tool: string; readonly input: Json }[];
  readonly finish: 'stop' | 'tools' | 'length' | 'refused';
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  /** Model that answered. */
  readonly model: string;
}
export type Call = RunCall | ToolCall | TurnCall;
