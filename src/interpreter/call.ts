/**
 * The contract between the core and the activities: what each kind of external work is given and what it gives
 * back. Plain JSON, one argument each. Owns the shapes; `activities/` imports them as types only.
 *
 * Every call carries `key`: the idempotency key of the node's visit, the same over all attempts. The activity learns
 * run id and attempt from Temporal's activity context. `retry` tells which errors may be tried again (the pauses and
 * the count are Temporal's).
 */
import type { Artifact } from './artifact.ts';
import type { Json, JsonSchema } from './json.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Allowed, Effect, ModelRef, Plan, RetryPlan } from './plan.ts';

interface CallBase {
  /** `runId/path#visit`, for a tool call of an agent `runId/path#visit/turn.call`. */
  readonly key: string;
  readonly retry: RetryPlan;
  /** Operation of a call in the local lane, where Temporal's id is only a number. */
  readonly localOp?: string;
  /** Attempts that were made in the local lane, before this activity; absent = none. */
  readonly tried?: number;
  /** Whole visit in ms, measured from when the call was scheduled. */
  readonly timeoutMs?: number;
  /**
   * A result that is kept under this key is given instead of doing it again. `key` absent = the inputs of the call.
   * The activity then replies `Kept`, which the driver opens: the core sees the result alone.
   */
  readonly cache?: { readonly node: string; readonly key?: Json; readonly ttlMs?: number };
}

/** Reply of a `run` or `tool` call with `cache`. */
export interface Kept {
  /** Whether the result was there before. */
  readonly hit: boolean;
  readonly result: Json;
}

/**
 * Any program or tool may give this instead of a result: its node then waits as for a person, and goes on with the
 * value given (S25). A program prints it as JSON.
 */
export interface Suspended {
  readonly $suspend: {
    /** A word of the handler's own: `waiting-for-bank`. */
    readonly status: string;
    readonly reason: string;
    readonly metadata?: Json;
    /** Schema that the value must fit; else the node's `returns`. */
    readonly form?: JsonSchema;
  };
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
  /** Absent: as open as the worker allows. */
  readonly sandbox?: 'strict';
  /** `returns` is given: stdout must be JSON. */
  readonly json: boolean;
  /** Files that it leaves, by the names that the node gives them. */
  readonly artifacts?: Readonly<Record<string, ArtifactFile>>;
  /** Path in the folder of the visit → the artifact that is put there. */
  readonly mount?: Readonly<Record<string, Json>>;
}
export interface ArtifactFile {
  /** In the folder of the visit. */
  readonly path: string;
  readonly kind?: string;
  readonly mime?: string;
  readonly optional?: true;
}
export interface RunReply {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON, when it is JSON; else absent. */
  readonly data?: Json;
  /** Of a node that declares some; without `optional` ones that are not there. */
  readonly artifacts?: Readonly<Record<string, Artifact>>;
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
  | {
      readonly role: 'user';
      readonly text: string;
      /** Artifacts that are shown with the text; what they hold is fetched when the model is asked. */
      readonly files?: readonly { readonly path: string; readonly artifact: Json }[];
    }
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
/** Activity types `cache.get` (reply: `{ hit: true, value }` or `{ hit: false }`) and `cache.put`: results of agents. */
export interface CacheCall extends CallBase {
  readonly kind: 'cache';
  readonly node: string;
  readonly of: Json;
  readonly ttlMs?: number;
  /** For `put`. */
  readonly value?: Json;
}
/** Activity type `event.emit`: to every run that waits for it, now or soon. */
export interface EmitCall extends CallBase {
  readonly kind: 'emit';
  /** Its id is `key`, so that a second attempt delivers nothing twice. */
  readonly event: { readonly name: string; readonly key?: string; readonly data?: Json };
}
/** Activity type `event.subscribe`: from now on this run is sent the events of this name and key. */
export interface SubscribeCall extends CallBase {
  readonly kind: 'subscribe';
  readonly name: string;
  readonly eventKey?: string;
}
/** Activity types `lock.acquire` (the grant comes as an event `granted` with `op`) and `lock.release`. */
export interface LockCall extends CallBase {
  readonly kind: 'lock';
  /** Of the run that asks (`RunIdentity`). */
  readonly execution?: string;
  readonly op: string;
  readonly names: readonly string[];
}
/** Activity type `definition.compile`: checks a graph or a definition that was made while the run goes on. */
export interface CompileCall extends CallBase {
  readonly kind: 'compile';
  /** A mapping of nodes, `{ nodes, output }`, or YAML text of either; for `define` a whole definition. */
  readonly source: Json;
  readonly define: boolean;
  readonly input: Json;
  readonly allow: Allowed;
}
export type CompileReply =
  /** `input` is checked, with its defaults; `version` is given for what was registered. */
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly input: Json;
      readonly name: string;
      readonly version?: number;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Activity type `definition.load`: the plan of a child run, checked against what the workers offer, with its input. */
export interface LoadCall extends CallBase {
  readonly kind: 'load';
  readonly workflow: string;
  /** Absent = the current one. */
  readonly version?: number;
  readonly input: Json;
}
export interface LoadReply {
  readonly plan: Plan;
  /** Checked, with its defaults. */
  readonly input: Json;
  readonly definition: { readonly version: number; readonly hash: string };
}
/** Activity type `runs.closed`: which of these are over. For the workflows that keep events and locks. */
export interface ClosedRunsCall extends CallBase {
  readonly kind: 'closed-runs';
  /** `execution` is Temporal's id; absent = the latest. */
  readonly runs: readonly { readonly runId: string; readonly execution?: string }[];
}
export interface ClosedRunsReply {
  /** One for each run, in their order. */
  readonly closed: readonly boolean[];
}

/** Activity type `value.await`: ends when a large value can be read that could not. */
export interface AwaitCall extends CallBase {
  readonly kind: 'value';
  readonly reference: string;
}

export type Call =
  | RunCall
  | ToolCall
  | TurnCall
  | CacheCall
  | EmitCall
  | SubscribeCall
  | LockCall
  | CompileCall
  | LoadCall
  | ClosedRunsCall
  | AwaitCall;
